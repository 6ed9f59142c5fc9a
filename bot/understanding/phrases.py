"""Finds phrases written by an editor in what a person typed, whatever the accents, the spelling of a text message or one typo.

Each known word becomes one character, so that a phrase is a short bounded regular expression and a long message stays linear.

How a phrase is written, on words without capitals, accents, apostrophes or hyphens:

- ``want to die`` these words in a row
- ``want/wanna to die`` one word or the other; ``he/no_one`` where one choice is several words
- ``suicid*`` any word beginning so
- ``[very] alone`` may be left out
- ``( hits me | beats me )`` one sequence or the other
- ``kill ..2 boss`` up to two words between; ``..`` alone is up to three
- ``pills & die`` both in one sentence, in any order, at most eight words apart
- ``{partner}`` one of the entries of the list of that name
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, takewhile
from typing import Literal

from rapidfuzz.distance import OSA

from bot.errors import EscaleError
from bot.understanding.text import fold

FUZZY_LETTERS = 6
"""The shortest known word that a typo may stand for; below it too many real words are one letter away."""

TOGETHER = 8
"""How many words may stand between two parts joined by `&`."""

_FIRST_SYMBOL = 0x4E00
_UNKNOWN = "_"
_BREAK = "\n"
_TOKEN = re.compile(r"\.\.\d*|[()\[\]|]|[^\s()\[\]|]+")
_SENTENCE_END = re.compile(r"[.!?;]+\s|\n")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LONGEST = 20


class PhraseError(EscaleError):
    """A phrase of a lexicon can't be read; the message says what was expected."""


@dataclass(frozen=True)
class Words:
    """One word among several; an entry ending in `*` is a beginning."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Up to `most` words of any kind."""

    most: int


@dataclass(frozen=True)
class Row:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Choice:
    """One part or another; `may_lack` when none is needed."""

    branches: tuple[Part, ...]
    may_lack: bool = False


@dataclass(frozen=True)
class Together:
    """Parts in any order, near one another."""

    parts: tuple[Row, ...]


Part = Words | Gap | Row | Choice | Together

Gaps = Literal["shortest", "longest"]
"""Whether a phrase found ends as early or as late as it can."""


class Grammar:
    """Reads phrases against the lists that they may name."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self._read: dict[str, Part] = {}

    def parse(self, phrase: str) -> Row:
        """The phrase as a tree; raises `PhraseError` on an unclosed group, an unknown list or no word at all."""
        rows = [self._whole(part) for part in phrase.split(" & ")]
        return rows[0] if len(rows) == 1 else Row((Together(tuple(rows)),))

    def _whole(self, phrase: str) -> Row:
        row, rest = self._row(_TOKEN.findall(phrase))
        if rest:
            raise PhraseError(f"'{phrase}' has '{rest[0]}' without its opening")
        if all(isinstance(part, Gap) or (isinstance(part, Choice) and part.may_lack) for part in row.parts):
            raise PhraseError(f"'{phrase}' needs at least one word that can't be left out")
        return row

    def _row(self, tokens: list[str]) -> tuple[Row, list[str]]:
        parts: list[Part] = []
        while tokens and tokens[0] not in ("|", ")", "]"):
            token, *tokens = tokens
            if token in ("(", "["):
                part, tokens = self._choice(token, tokens)
            else:
                part = self._single(token)
            parts.append(part)
        return Row(tuple(parts)), tokens

    def _choice(self, opening: str, tokens: list[str]) -> tuple[Part, list[str]]:
        closing = ")" if opening == "(" else "]"
        branches: list[Row] = []
        while True:
            row, tokens = self._row(tokens)
            branches.append(row)
            if not tokens or tokens[0] not in ("|", closing):
                raise PhraseError(f"'{opening}' lacks its '{closing}'")
            mark, *tokens = tokens
            if mark == closing:
                return _either(branches, may_lack=opening == "["), tokens

    def _single(self, token: str) -> Part:
        if token.startswith(".."):
            return Gap(int(token[2:] or 3))
        return _either([self._option(option) for option in token.split("/")])

    def _option(self, option: str) -> Row:
        if option.startswith("{") and option.endswith("}"):
            return Row((self._list(option[1:-1]),))
        return Row(tuple(Words((word,)) for word in _plain(option)))

    def _list(self, name: str) -> Part:
        if name not in self._lists:
            raise PhraseError(f"there is no list '{name}'")
        if name not in self._read:
            self._read[name] = _either([self.parse(entry) for entry in self._lists[name]])
        return self._read[name]


def _plain(option: str) -> list[str]:
    words = fold(option).split()
    if not words:
        raise PhraseError(f"'{option}' is not a word")
    return [*words[:-1], words[-1] + "*"] if option.endswith("*") else words


def _either(branches: Sequence[Row], *, may_lack: bool = False) -> Part:
    """The branches as one choice, those of a single word gathered into one class."""
    inner = [branch.parts[0] if len(branch.parts) == 1 else branch for branch in branches]
    flat = [
        option
        for part in inner
        for option in (part.branches if isinstance(part, Choice) and not part.may_lack else (part,))
    ]
    words = tuple(option for part in flat if isinstance(part, Words) for option in part.options)
    rest = [part for part in flat if not isinstance(part, Words)]
    if words and not rest and not may_lack:
        return Words(words)
    return Choice((*([Words(words)] if words else []), *rest), may_lack=may_lack)


def words_of(part: Part) -> Iterator[str]:
    """Every word and beginning that the part names."""
    match part:
        case Words(options):
            yield from options
        case Row(parts) | Together(parts):
            for inner in parts:
                yield from words_of(inner)
        case Choice(branches):
            for branch in branches:
                yield from words_of(branch)


class Vocabulary:
    """The words that phrases name, each with its symbol, and how a person may have typed them."""

    def __init__(
        self,
        words: Iterable[str],
        *,
        spelling: Mapping[str, str] | None = None,
        fillers: Iterable[str] = (),
        real_words: Iterable[str] = (),
    ) -> None:
        entries = dict.fromkeys(words)
        self._symbols = {word: chr(_FIRST_SYMBOL + index) for index, word in enumerate(entries)}
        self._sorted = sorted(entries)
        self._standing_for = {word: tuple(self._holding(word)) for word in entries}
        self._spelling = {typed: tuple(meant.split()) for typed, meant in (spelling or {}).items()}
        self._fillers = frozenset(fillers) - self._symbols.keys()
        self._exact = {word: symbol for word, symbol in self._symbols.items() if not word.endswith("*")}
        self._beginnings = {word[:-1]: symbol for word, symbol in self._symbols.items() if word.endswith("*")}
        self._exact.update(dict.fromkeys(frozenset(real_words) - self._exact.keys(), _UNKNOWN))
        self._near = _near(word for word, symbol in self._exact.items() if symbol != _UNKNOWN)

    def symbols(self, options: Iterable[str]) -> frozenset[str]:
        """The symbols that stand for these options; a beginning stands for every known word that has it too."""
        return frozenset(symbol for option in options for symbol in self._standing_for[option])

    def encode(self, text: str) -> Encoded:
        """The text as one symbol a word, a line break where a sentence ends."""
        symbols: list[str] = []
        words: list[str] = []
        for sentence in _SENTENCE_END.split(text):
            for word in fold(sentence).split():
                if word in self._fillers:
                    continue
                for meant in self._spelling.get(word, (word,)):
                    symbols.append(self._exact.get(meant) or self._guess(meant))
                    words.append(word)
            symbols.append(_BREAK)
            words.append("")
        return Encoded("".join(symbols), words)

    def _holding(self, option: str) -> Iterator[str]:
        if not option.endswith("*"):
            return iter((self._symbols[option],))
        beginning = option[:-1]
        first = bisect_left(self._sorted, beginning)
        held = takewhile(lambda word: word.startswith(beginning), islice(self._sorted, first, None))
        return (self._symbols[word] for word in held)

    def _guess(self, word: str) -> str:
        plain = _STRETCHED.sub(r"\1", word)
        if plain in self._exact:
            return self._exact[plain]
        near, beginning = self._typo(plain), self._beginning(plain)
        if near and (beginning is None or near.startswith(beginning)):
            return self._exact[near]
        return self._beginnings[beginning] if beginning else _UNKNOWN

    def _typo(self, word: str) -> str | None:
        if FUZZY_LETTERS - 1 <= len(word) <= _LONGEST:
            for shape in (word, *_shortened(word)):
                for known in self._near.get(shape, ()):
                    if OSA.distance(word, known, score_cutoff=1) <= 1:
                        return known
        return None

    def _beginning(self, word: str) -> str | None:
        lengths = range(min(len(word), _LONGEST), 2, -1)
        return next((word[:letters] for letters in lengths if word[:letters] in self._beginnings), None)


@dataclass(frozen=True)
class Encoded:
    """A text as symbols; `words[i]` is what was typed for the symbol at `i`."""

    symbols: str
    words: list[str]

    def between(self, start: int, end: int) -> str:
        """The typed words of a span, folded; a word that stands for several is named once."""
        words = self.words[start:end]
        return " ".join(word for word, before in zip(words, ["", *words], strict=False) if word not in ("", before))


def _shortened(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))


def _near(words: Iterable[str]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= FUZZY_LETTERS:
            for shape in {word, *_shortened(word)}:
                near.setdefault(shape, []).append(word)
    return near


class PhraseBook:
    """Many phrases compiled once; only those whose rarest word is present are tried on a text."""

    def __init__(self, phrases: Sequence[Row], vocabulary: Vocabulary, *, gaps: Gaps = "shortest") -> None:
        self._compiled = [re.compile(_regex(phrase, vocabulary, gaps)) for phrase in phrases]
        self._needs = [_needs(phrase, vocabulary) for phrase in phrases]
        common = Counter(symbol for needs in self._needs for need in needs for symbol in need)
        self._by_rarest: dict[str, list[int]] = {}
        for index, needs in enumerate(self._needs):
            for symbol in min(needs, key=lambda need: sum(common[symbol] for symbol in need)):
                self._by_rarest.setdefault(symbol, []).append(index)

    def find(self, encoded: Encoded) -> Iterator[tuple[int, int, int]]:
        """Each phrase found, in the order of the book: its index, where it starts and where it ends."""
        present = set(encoded.symbols)
        tried = {index for symbol in present for index in self._by_rarest.get(symbol, ())}
        for index in sorted(tried):
            if any(need.isdisjoint(present) for need in self._needs[index]):
                continue
            for match in self._compiled[index].finditer(encoded.symbols):
                yield index, match.start(), match.end()


def _regex(part: Part, vocabulary: Vocabulary, gaps: Gaps) -> str:
    match part:
        case Words(options):
            return f"[{''.join(sorted(vocabulary.symbols(options)))}]"
        case Gap(most):
            return f"[^{_BREAK}]{{0,{most}}}{'?' if gaps == 'shortest' else ''}"
        case Together(parts):
            gap = _regex(Gap(TOGETHER), vocabulary, gaps)
            each = [_regex(inner, vocabulary, gaps) for inner in parts]
            return f"(?:{'|'.join(gap.join(order) for order in permutations(each))})"
        case Row(parts):
            return "".join(_regex(inner, vocabulary, gaps) for inner in parts)
        case Choice(branches, may_lack):
            return f"(?:{'|'.join(_regex(branch, vocabulary, gaps) for branch in branches)}){'?' if may_lack else ''}"


def _needs(part: Part, vocabulary: Vocabulary) -> list[frozenset[str]]:
    match part:
        case Words(options):
            return [vocabulary.symbols(options)]
        case Row(parts) | Together(parts):
            return [need for inner in parts for need in _needs(inner, vocabulary)]
        case Choice(branches, False):
            each = [_needs(branch, vocabulary) for branch in branches]
            return [frozenset[str]().union(*(min(needs, key=len) for needs in each))] if all(each) else []
    return []
