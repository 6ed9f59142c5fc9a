"""The words as they stand in their files: each key with its language, file, line and texts, so that a problem can be shown.

It reads the same keys as the conversation does, and knows where each was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Formatter
from typing import Any

from bot.conversation.words import LANGUAGES
from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Block, Rows, read_tree

NAMES = {"fr": "French", "en": "English", "es": "Spanish"}
FRENCH = "fr"
TRANSLATED = tuple(language for language in LANGUAGES if language != FRENCH)
PLURALS = frozenset(("zero", "one", "two", "few", "many", "other"))
FACTS, TYPED = "facts", "typed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The words of a key in one language: `forms` holds one text under "", or its plural forms."""

    key: str
    language: str
    path: Path
    line: int
    forms: Mapping[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every form."""
        return tuple(self.forms.values())

    @property
    def placeholders(self) -> frozenset[str]:
        """What its forms leave to be filled; raises ValueError where a brace is not closed."""
        return frozenset(name for text in self.texts for _, name, _, _ in Formatter().parse(text) if name is not None)

    @property
    def digest(self) -> str:
        """Changes whenever the words change."""
        written = "\x1e".join(f"{form}\x1f{text}" for form, text in sorted(self.forms.items()))
        return sha256(written.encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class TypedEntry:
    """What people may type for a key in one language."""

    key: str
    language: str
    path: Path
    line: int
    forms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Wordbook:
    """Language → key → entry, for what is read and for what is typed; `twice` are the keys written in two places."""

    folder: Path
    texts: Mapping[str, Mapping[str, Entry]]
    typed: Mapping[str, Mapping[str, TypedEntry]]
    twice: tuple[Problem, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """Every entry of every language."""
        for language in LANGUAGES:
            yield from self.texts[language].values()

    def home_of(self, key: str, language: str) -> tuple[Path, str]:
        """The file in which the words of a key belong, and the key as that file writes it."""
        french = self.texts[FRENCH].get(key)
        stem, _, rest = key.partition(".")
        if stem != FACTS:
            return self.folder / language / f"{stem}.yml", rest
        sibling = french or next((one for name, one in self.texts[FRENCH].items() if name.startswith(_root(key))), None)
        return self.folder / language / (sibling.path.name if sibling else "common.yml"), key


def _root(key: str) -> str:
    """`facts.<fact>.` of a fact's key."""
    return ".".join(key.split(".")[:2]) + "."


def read_wordbook(folder: Path) -> Wordbook:
    """Every word file of every language; raises `ProblemsError` with every file that can't be read."""
    problems: list[Problem] = []
    twice: list[Problem] = []
    texts: dict[str, dict[str, Entry]] = {}
    typed: dict[str, dict[str, TypedEntry]] = {}
    for language in LANGUAGES:
        texts[language], typed[language] = {}, {}
        for path in sorted((folder / language).glob("*.yml")):
            try:
                tree = read_tree(path)
            except ProblemsError as error:
                problems += error.problems
                continue
            for entry in _of_file(tree, path, language):
                kept: dict[str, Any] = texts[language] if isinstance(entry, Entry) else typed[language]
                if entry.key in kept:
                    before = kept[entry.key]
                    twice.append(
                        Problem(
                            path,
                            entry.line,
                            f"'{entry.key}' is also in {before.path.name}, line {before.line}",
                            "keep one of the two",
                        )
                    )
                kept[entry.key] = entry
    if problems:
        raise ProblemsError(problems)
    return Wordbook(folder=folder, texts=texts, typed=typed, twice=tuple(twice))


def _of_file(tree: Block, path: Path, language: str) -> Iterator[Entry | TypedEntry]:
    for name, value in tree.items():
        key = FACTS if name == FACTS else f"{path.stem}.{name}"
        yield from _leaves(key, value, tree.lines[name], path, language)


def _leaves(key: str, value: Any, line: int, path: Path, language: str) -> Iterator[Entry | TypedEntry]:
    if isinstance(value, Rows):
        name = key.removesuffix(f".{TYPED}")
        yield TypedEntry(key=name, language=language, path=path, line=line, forms=tuple(str(one) for one in value))
    elif isinstance(value, Block) and "other" in value and set(value) <= PLURALS:
        forms = {form: str(text) for form, text in value.items()}
        yield Entry(key=key, language=language, path=path, line=line, forms=forms)
    elif isinstance(value, Block):
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}", inner, value.lines[name], path, language)
    else:
        yield Entry(key=key, language=language, path=path, line=line, forms={"": str(value).rstrip("\n")})
