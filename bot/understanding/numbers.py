"""Reads numbers up to a hundred in digits or in words, and which of the options on screen an ordinal names.

The words of each language are data, in `lexicon/numbers.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.loading.strict_yaml import Written, read
from bot.understanding.text import Word, fold, words

FILE = "lexicon/numbers.yml"
LAST = -1
"""The position that "the last one" names."""

_LONGEST = 3
_FUZZY_LETTERS = 5
_GROUP_MARKS = (" ", "\u00a0", "\u202f", ",", ".", "'", "’")
_TEENS_AFTER = (60, 80)


@dataclass(frozen=True, kw_only=True)
class FoundNumber:
    """A number and the text it was read from; not `sure` where it may be an article, part of a fraction or a typo."""

    value: int
    text: str
    start: int
    end: int
    sure: bool


@dataclass(frozen=True, kw_only=True)
class NumberWords(Written):
    """One language's `lexicon/numbers.yml`."""

    cardinals: Mapping[int, tuple[str, ...]]
    ordinals: Mapping[int, tuple[str, ...]]
    last: tuple[str, ...]
    suffixes: tuple[str, ...]
    links: tuple[str, ...]
    articles: tuple[str, ...]
    around: tuple[str, ...]

    @cached_property
    def values(self) -> dict[str, int]:
        """Each cardinal, folded, and its value."""
        return {fold(form): value for value, forms in self.cardinals.items() for form in forms}

    @cached_property
    def positions(self) -> dict[str, int]:
        """Each ordinal, folded, and the position it names."""
        named = {fold(form): value for value, forms in self.ordinals.items() for form in forms}
        return {**named, **{fold(form): LAST for form in self.last}}

    @cached_property
    def endings(self) -> frozenset[str]:
        """What follows the digits of an ordinal, folded behind them: alone, `st` would be read as a saint."""
        return frozenset(fold(f"1{suffix}")[1:] for suffix in self.suffixes)

    @cached_property
    def as_articles(self) -> frozenset[str]:
        """Number words that mostly mean something else."""
        return frozenset(fold(form) for form in self.articles)

    @cached_property
    def may_surround(self) -> frozenset[str]:
        """Words allowed around an ordinal that answers a question."""
        return frozenset(fold(form) for form in self.around)

    @cached_property
    def joining(self) -> frozenset[str]:
        """Words between tens and units."""
        return frozenset(fold(form) for form in self.links)


def load(content: Path) -> dict[str, NumberWords]:
    """The number words of every language, by language; raises `ProblemsError`."""
    return {path.parent.parent.name: read(path, NumberWords) for path in sorted(content.glob(f"*/{FILE}"))}


def find_numbers(text: str, lexicon: NumberWords) -> tuple[FoundNumber, ...]:
    """The whole numbers that the text says, in order."""
    said = words(text)
    found: list[FoundNumber] = []
    index = 0
    while index < len(said):
        number, taken = _number_at(text, said, index, lexicon)
        if number:
            found.append(number)
        index += max(taken, 1)
    return tuple(found)


def find_number(text: str, lexicon: NumberWords) -> int | None:
    """The one number that the text says, if there is only one that is sure."""
    found = find_numbers(text, lexicon)
    sure = [number.value for number in found if number.sure] or [number.value for number in found]
    return sure[0] if len(set(sure)) == 1 else None


def position(text: str, lexicon: NumberWords) -> int | None:
    """The position, from 1, that the text chooses in a list, `LAST` for the last; None where it says anything else."""
    said = [word.form for word in words(text)]
    named = {place for form in said if (place := _position(form, lexicon)) is not None}
    others = [form for form in said if _position(form, lexicon) is None and form not in lexicon.may_surround]
    if len(named) != 1 or others:
        return None
    return named.pop()


def value_at(said: Sequence[Word], index: int, lexicon: NumberWords) -> tuple[int, int] | None:
    """The number that begins at a word, and how many words it takes."""
    if said[index].form.isascii() and said[index].form.isdigit() and len(said[index].form) <= 9:
        return int(said[index].form), 1
    first = _form_at(said, index, lexicon)
    if not first:
        return None
    value, taken = first
    after = index + taken
    if after < len(said) and said[after].form in lexicon.joining:
        after += 1
    more = _form_at(said, after, lexicon) if value in range(20, 100, 10) else None
    if more and 0 < more[0] < (20 if value in _TEENS_AFTER else 10):
        return value + more[0], after + more[1] - index
    return value, taken


def _number_at(text: str, said: Sequence[Word], index: int, lexicon: NumberWords) -> tuple[FoundNumber | None, int]:
    if said[index].form.isdigit():
        return _digits_at(text, said, index)
    read_number = value_at(said, index, lexicon)
    sure = True
    if not read_number:
        guess = _typo(said[index].form, lexicon)
        if guess is None:
            return None, 1
        read_number, sure = (guess, 1), False
    value, taken = read_number
    alone = taken == len(said)
    sure = sure and (alone or taken > 1 or said[index].form not in lexicon.as_articles)
    start, end = said[index].start, said[index + taken - 1].end
    return FoundNumber(value=value, text=text[start:end], start=start, end=end, sure=sure), taken


def _digits_at(text: str, said: Sequence[Word], index: int) -> tuple[FoundNumber | None, int]:
    """Digits, their thousands written apart or not; a decimal part makes them unsure."""
    digits, taken = said[index].form, 1
    if not digits.isascii() or len(digits) > 9:
        return None, 1
    if len(digits) <= 3 and digits != "0":
        for group in _groups(text, said, index):
            digits, taken = digits + group, taken + 1
    end = said[index + taken - 1].end
    decimals = text[end : end + 1] in (",", ".") and text[end + 1 : end + 2].isdigit()
    start = said[index].start
    found = FoundNumber(value=int(digits), text=text[start:end], start=start, end=end, sure=not decimals)
    return found, taken + decimals


def _groups(text: str, said: Sequence[Word], index: int) -> Iterator[str]:
    for word, after in zip(said[index:], said[index + 1 :], strict=False):
        if text[word.end : after.start] not in _GROUP_MARKS or len(after.form) != 3 or not after.form.isdigit():
            return
        yield after.form


def _form_at(said: Sequence[Word], index: int, lexicon: NumberWords) -> tuple[int, int] | None:
    for taken in range(min(_LONGEST, len(said) - index), 0, -1):
        form = " ".join(word.form for word in said[index : index + taken])
        if form in lexicon.values:
            return lexicon.values[form], taken
    return None


def _position(form: str, lexicon: NumberWords) -> int | None:
    if form in lexicon.positions:
        return lexicon.positions[form]
    digits = form.rstrip("abcdefghijklmnopqrstuvwxyz")
    if digits.isascii() and digits.isdigit() and len(digits) <= 2:
        return int(digits) if form == digits or form[len(digits) :] in lexicon.endings else None
    if form in lexicon.values and form not in lexicon.may_surround:
        return lexicon.values[form] or None
    if len(form) >= _FUZZY_LETTERS:
        close = {place for known, place in lexicon.positions.items() if _one_edit(form, known)}
        return close.pop() if len(close) == 1 else None
    return None


def _typo(form: str, lexicon: NumberWords) -> int | None:
    if len(form) < _FUZZY_LETTERS:
        return None
    close = {value for known, value in lexicon.values.items() if _one_edit(form, known)}
    return close.pop() if len(close) == 1 else None


def _one_edit(form: str, known: str) -> bool:
    return len(known) >= _FUZZY_LETTERS and OSA.distance(form, known, score_cutoff=1) <= 1
