"""`translations.lock`: for each translation, the French it was last confirmed against, so that a changed sentence shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from bot.checking.material import Material
from bot.checking.wordbook import FRENCH, NAMES, TRANSLATED, Wordbook
from bot.errors import EscaleError
from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import read

LOCK = "translations.lock"
_HEAD = (
    "# Each translation, and a digest of the French it was last confirmed against. Written by `bot words lock`;\n"
    "# reread the translation before confirming it.\n"
)

Locked = Mapping[str, Mapping[str, str]]


class UnknownWordsError(EscaleError):
    """These words can't be confirmed: there are none under this key."""


def read_lock(folder: Path) -> Locked:
    """Language → key → digest; empty where nothing was ever confirmed. Raises `ProblemsError`."""
    path = folder / LOCK
    return read(path, dict[str, dict[str, str]]) if path.exists() else {}


def problems(material: Material) -> Iterator[Problem]:
    """Translations never confirmed, and those whose French changed since."""
    words, path = material.words, material.words.folder / LOCK
    try:
        locked = read_lock(words.folder)
    except ProblemsError as error:
        yield from error.problems
        return
    stale: dict[str, list[str]] = defaultdict(list)
    for language in TRANSLATED:
        confirmed = locked.get(language, {})
        for key, entry in words.texts[language].items():
            model = words.texts[FRENCH].get(key)
            if model is None:
                continue
            if key not in confirmed:
                message = f"the {NAMES[language]} words '{key}' were never confirmed against the French"
                remedy = f"reread them, then: bot words lock --language {language} {key}"
                yield Problem(entry.path, entry.line, message, remedy)
            elif confirmed[key] != model.digest:
                stale[key].append(language)
    for key, languages in stale.items():
        french = words.texts[FRENCH][key]
        names = " and ".join(f"{NAMES[one]} ({_where(words, one, key)})" for one in languages)
        message = f"the French words '{key}' changed since they were translated"
        remedy = f"reread the {names}, then: bot words lock {key}"
        yield Problem(french.path, french.line, message, remedy, warning=True)
    for language in sorted(set(locked) - set(TRANSLATED)):
        yield Problem(path, None, f"'{language}' is not a language translated here", "remove it")


def _where(words: Wordbook, language: str, key: str) -> str:
    entry = words.texts[language][key]
    return f"{'/'.join(entry.path.parts[-2:])}, line {entry.line}"


def confirm(words: Wordbook, languages: Sequence[str], keys: Sequence[str] = ()) -> int:
    """Confirms the translations of these keys (all by default) against today's French; how many changed.

    Words that are no longer there are forgotten. Raises `UnknownWordsError`, `ProblemsError`.
    """
    french = words.texts[FRENCH]
    for key in keys:
        if key not in french:
            raise UnknownWordsError(f"There are no French words under '{key}'. Keys look like welcome.says.hello.")
    before = read_lock(words.folder)
    after: dict[str, dict[str, str]] = {}
    changed = 0
    for language in TRANSLATED:
        kept = {key: digest for key, digest in before.get(language, {}).items() if key in words.texts[language]}
        if language in languages:
            named = keys or tuple(french)
            kept |= {key: french[key].digest for key in named if key in words.texts[language]}
        changed += len(set(kept.items()) ^ set(before.get(language, {}).items()))
        after[language] = dict(sorted(kept.items()))
    text = yaml.safe_dump(after, allow_unicode=True, sort_keys=False, width=200)
    (words.folder / LOCK).write_text(_HEAD + text, encoding="utf-8")
    return changed
