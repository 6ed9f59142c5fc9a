"""The words themselves: what fills them exists and is the same in each language, they fit in a message, French is typeset as
French is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.material import Material
from bot.checking.required_words import needs, wished
from bot.checking.said import FILLED_EVERYWHERE, IN_EVERY_LANGUAGE, PLURAL
from bot.checking.wordbook import FRENCH, Entry
from bot.loading.problems import Problem

LONGEST = 4096
_PLAIN_SPACE = re.compile(r"\S (?=[:;?!»])|« ")
_NO_SPACE = re.compile(r"[^\W\d_](?=[;?!»](?:\s|$)|:\s)|«(?=\w)")
_STRAIGHT = re.compile(r"[^\W\d_]'(?=[^\W\d_])")


def problems(material: Material) -> Iterator[Problem]:
    """Placeholders, lengths and French typography."""
    yield from _placeholders(material)
    for entry in material.words.entries():
        longest = max(len(text) for text in entry.texts)
        if longest > LONGEST:
            message = f"'{entry.key}' has {longest} characters, {LONGEST} at most in one message"
            yield Problem(entry.path, entry.line, message, "shorten it, or say it in two steps")
    for entry in material.words.texts[FRENCH].values():
        if entry.key not in IN_EVERY_LANGUAGE:
            yield from _typography(entry)


# --- placeholders -----------------------------------------------------------------------------------------------------


def _placeholders(material: Material) -> Iterator[Problem]:
    everywhere = frozenset((*material.script.vocabulary, *FILLED_EVERYWHERE))
    filled = {need.key: everywhere for need in wished(material)}
    filled.update((need.key, need.filled_by) for need in needs(material))
    french = material.words.texts[FRENCH]
    for entry in material.words.entries():
        try:
            held = entry.placeholders
        except ValueError as error:
            message = f"'{entry.key}' has a brace too many or too few ({error})"
            yield Problem(entry.path, entry.line, message, "write {name}, or {{ and }} for braces to read")
            continue
        for name in sorted(held - filled.get(entry.key, held) - {PLURAL}):
            message = f"nothing fills '{{{name}}}' in '{entry.key}'"
            yield Problem(entry.path, entry.line, message, _fillers(filled[entry.key], everywhere))
        model = french.get(entry.key)
        if model and entry is not model:
            yield from _as_in_french(entry, held, model, filled.get(entry.key, frozenset()))


def _fillers(names: frozenset[str], everywhere: frozenset[str]) -> str:
    own = sorted(names - everywhere)
    usable = [f"{{{name}}}" for name in own] + (["any fact"] if names & everywhere else [])
    return f"use {', '.join(usable)}" if usable else "nothing fills these words: remove it"


def _as_in_french(entry: Entry, held: frozenset[str], model: Entry, filled: frozenset[str]) -> Iterator[Problem]:
    """What a translation lost or added, of all that can be filled."""
    try:
        expected = model.placeholders
    except ValueError:
        return
    lost, added = sorted((expected - held) & filled), sorted((held - expected) & filled)
    if lost:
        message = f"'{entry.key}' lost {', '.join(f'{{{name}}}' for name in lost)} of the French"
        yield Problem(entry.path, entry.line, message, "put it back")
    if added:
        message = f"'{entry.key}' adds {', '.join(f'{{{name}}}' for name in added)} to the French"
        yield Problem(entry.path, entry.line, message, "remove it, or add it to the French")


# --- French typography ------------------------------------------------------------------------------------------------


def _typography(entry: Entry) -> Iterator[Problem]:
    text = "\n".join(entry.texts)
    for pattern, what, remedy in (
        (_PLAIN_SPACE, "an ordinary space beside : ; ? ! « »", "use a no-break space"),
        (_NO_SPACE, "no space beside : ; ? ! « »", "add a no-break space"),
        (_STRAIGHT, "a straight apostrophe", "write ’"),
    ):
        if found := pattern.search(text):
            where = text[max(0, found.start() - 12) : found.end() + 6].replace("\n", " ")
            message = f"'{entry.key}' has {what}: …{where}…"
            yield Problem(entry.path, entry.line, message, remedy, warning=True)
