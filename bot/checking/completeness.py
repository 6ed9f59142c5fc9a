"""The words are all there and no more: in French what is needed, in the other languages what is in French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.checking.material import Material
from bot.checking.required_words import Need, commands, needs, typed_for, wished
from bot.checking.wordbook import FRENCH, NAMES, TRANSLATED
from bot.conversation.words import LANGUAGES
from bot.loading.problems import Problem


def problems(material: Material) -> Iterator[Problem]:
    """Words that are missing, words that nothing says, words written twice."""
    needed = {need.key: need for need in needs(material)}
    known = frozenset(needed) | frozenset(need.key for need in wished(material))
    yield from material.words.twice
    yield from _missing_in_french(material, needed)
    yield from _missing_in_a_language(material, known)
    yield from _empty(material)
    yield from _nobody_says(material, known)
    yield from _typed(material, known)


def _missing_in_french(material: Material, needed: Mapping[str, Need]) -> Iterator[Problem]:
    french = material.words.texts[FRENCH]
    for need in needed.values():
        if need.key not in french:
            path, key = material.words.home_of(need.key, FRENCH)
            what = f"{need.whose} has no label" if need.key.endswith(".label") else f"{need.whose} has no French words"
            yield Problem(need.path, need.line, what, f"write '{key}' in {_short(path)}")


def _missing_in_a_language(material: Material, known: frozenset[str]) -> Iterator[Problem]:
    french = material.words.texts[FRENCH]
    for language in TRANSLATED:
        words = material.words.texts[language]
        for key, entry in french.items():
            if key in known and key not in words:
                path, written = material.words.home_of(key, language)
                what = f"the {NAMES[language]} words '{written}' are missing"
                remedy = f"write them from {_short(entry.path)}, line {entry.line}"
                yield Problem(path, _nearest_line(material, path, written), what, remedy)


def _nearest_line(material: Material, path: Path, key: str) -> int | None:
    return material.line(path, *key.split(".")) if path.exists() else None


def _empty(material: Material) -> Iterator[Problem]:
    for entry in material.words.entries():
        if not all(text.strip() for text in entry.texts):
            yield Problem(entry.path, entry.line, f"'{entry.key}' is empty", "write the words")


def _nobody_says(material: Material, known: frozenset[str]) -> Iterator[Problem]:
    french = material.words.texts[FRENCH]
    for entry in material.words.entries():
        if entry.key not in known:
            message = f"nothing says '{entry.key}'"
            yield Problem(entry.path, entry.line, message, "check the spelling, or remove it")
        elif entry.language != FRENCH and entry.key not in french:
            message = f"'{entry.key}' is not in French"
            yield Problem(entry.path, entry.line, message, "write the French first, or remove it")


def _typed(material: Material, known: frozenset[str]) -> Iterator[Problem]:
    expected = typed_for(material, known)
    for language in LANGUAGES:
        typed = material.words.typed[language]
        for entry in typed.values():
            if entry.key not in expected:
                message = f"nothing is typed for '{entry.key}'"
                yield Problem(entry.path, entry.line, message, "check the spelling, or remove it")
        for key in (*commands(material), "common.typed.yes", "common.typed.no"):
            if key not in typed or not typed[key].forms:
                path, written = material.words.home_of(key, language)
                message = f"nothing can be typed in {NAMES[language]} for '{written}'"
                yield Problem(path, _nearest_line(material, path, written), message, f"write '{written}: […]'")


def _short(path: Path) -> str:
    return "/".join(path.parts[-3:])
