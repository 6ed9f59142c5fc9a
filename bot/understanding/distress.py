"""Hears danger, violence and isolation in a message, in every language at once, without a model.

It runs first on every message: a false alarm costs one gentle question, a missed one may cost a life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Written, line_of, read, read_tree
from bot.understanding.phrases import Grammar, PhraseBook, PhraseError, Row, Vocabulary, words_of

Kind = Literal["danger", "violence", "isolation"]

KINDS: tuple[Kind, ...] = ("danger", "violence", "isolation")
"""From the most to the least urgent: the first one heard is the one answered."""

FILE = "lexicon/distress.yml"


@dataclass(frozen=True, kw_only=True)
class Distress:
    """What was heard: its kind, the language of the words that said it, and those words, folded."""

    kind: Kind
    language: str
    matched: str


@dataclass(frozen=True, kw_only=True)
class DistressWords(Written):
    """One language's `lexicon/distress.yml`; phrases are written as `bot.understanding.phrases` says."""

    spelling: Mapping[str, str] = field(default_factory=dict)
    fillers: tuple[str, ...] = ()
    real_words: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    danger: tuple[str, ...]
    violence: tuple[str, ...]
    isolation: tuple[str, ...]
    everyday: tuple[str, ...] = ()


class Lexicon:
    """The distress phrases of every language, compiled once; `everyday` phrases excuse what they overlap."""

    def __init__(self, files: Mapping[Path, DistressWords]) -> None:
        phrases: list[Row] = []
        excuses: list[Row] = []
        self._labels: list[tuple[Kind, str]] = []
        for kind in KINDS:
            for path, words in files.items():
                found = _parsed(path, words, kind)
                phrases += found
                self._labels += [(kind, _language(path))] * len(found)
        for path, words in files.items():
            excuses += _parsed(path, words, "everyday")
        self._vocabulary = Vocabulary(
            (word for phrase in (*phrases, *excuses) for word in words_of(phrase)),
            spelling=_spelling(files),
            fillers=(word for words in files.values() for word in words.fillers),
            real_words=(word for words in files.values() for word in words.real_words),
        )
        self._phrases = PhraseBook(phrases, self._vocabulary)
        self._excuses = PhraseBook(excuses, self._vocabulary, gaps="longest")

    @classmethod
    def load(cls, content: Path) -> Lexicon:
        """Reads `<content>/<language>/lexicon/distress.yml` of every language; raises `ProblemsError`."""
        return cls({path: read(path, DistressWords) for path in sorted(content.glob(f"*/{FILE}"))})

    def hear(self, text: str) -> Distress | None:
        """The most urgent distress that the text says, if any."""
        encoded = self._vocabulary.encode(text)
        found = [Found(*self._labels[index], start, end) for index, start, end in self._phrases.find(encoded)]
        if not found:
            return None
        excuses = [(start, end) for _, start, end in self._excuses.find(encoded)]
        heard = [each for each in found if not any(start < each.end and each.start < end for start, end in excuses)]
        if not heard:
            return None
        first = next(each for each in heard if not any(other.explains(each) for other in heard))
        return Distress(kind=first.kind, language=first.language, matched=encoded.between(first.start, first.end))


@dataclass(frozen=True)
class Found:
    """A phrase of the lexicon and where it stands in a message, in words."""

    kind: Kind
    language: str
    start: int
    end: int

    def explains(self, other: Found) -> bool:
        """Whether `other` is only a piece of this, of another kind: "threatens to kill me" holds "kill me"."""
        longer = self.end - self.start > other.end - other.start
        return self.kind == "violence" and other.kind != "violence" and longer and self._covers(other)

    def _covers(self, other: Found) -> bool:
        return self.start <= other.start and other.end <= self.end


def _language(path: Path) -> str:
    return path.parent.parent.name


def _parsed(path: Path, words: DistressWords, section: str) -> list[Row]:
    grammar = Grammar(words.lists)
    rows: list[Row] = []
    problems: list[Problem] = []
    for index, phrase in enumerate(getattr(words, section)):
        try:
            rows.append(grammar.parse(phrase))
        except PhraseError as error:
            problems.append(Problem(path, line_of(read_tree(path), (section, index)), str(error), "correct the phrase"))
    if problems:
        raise ProblemsError(problems)
    return rows


def _spelling(files: Mapping[Path, DistressWords]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path, words in files.items():
        for typed, meant in words.spelling.items():
            if merged.setdefault(typed, meant) != meant:
                message = f"'{typed}' is also written for '{merged[typed]}' in another language"
                line = line_of(read_tree(path), ("spelling", typed))
                raise ProblemsError([Problem(path, line, message, "keep one of the two, list the other in phrases")])
    return merged
