"""Whether an answer means yes or no, in the words people type; nothing where it says both or hesitates.

The words of each language are data, in `lexicon/yes_no.yml`; another language's word counts when it is the whole answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.loading.strict_yaml import Written, read
from bot.understanding.text import Word, fold, words

FILE = "lexicon/yes_no.yml"
LONGEST_ANSWER = 12
"""Words; a longer text is not an answer to a yes-or-no question but a story."""

_FUZZY_LETTERS = 4
_STRETCHED = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, kw_only=True)
class YesNoWords(Written):
    """One language's `lexicon/yes_no.yml`."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    polite: tuple[str, ...] = field(default=())

    @cached_property
    def meanings(self) -> dict[str, bool | None]:
        """Each form, folded, and what it means; hesitation means neither."""
        known: dict[str, bool | None] = {}
        for forms, meaning in ((self.yes, True), (self.no, False), (self.unsure, None)):
            known.update({fold(form) or form: meaning for form in forms})
        return known

    @cached_property
    def courtesy(self) -> frozenset[str]:
        """Words that may follow without changing the answer."""
        return frozenset(fold(form) for phrase in self.polite for form in phrase.split())


def load(content: Path) -> dict[str, YesNoWords]:
    """The yes and no words of every language, by language; raises `ProblemsError`."""
    return {path.parent.parent.name: read(path, YesNoWords) for path in sorted(content.glob(f"*/{FILE}"))}


def yes_no(text: str, language: str | None, lexicon: Mapping[str, YesNoWords]) -> bool | None:
    """True for yes, False for no, None where the text says neither, both, or that the person hesitates."""
    said = words(_STRETCHED.sub(r"\1", text))
    if not said:
        return _sign(text, lexicon)
    if len(said) > LONGEST_ANSWER:
        return None
    ours = lexicon.get(language) if language else None
    if ours and (found := _read(said, ours)):
        return found[0]
    for name in sorted(lexicon):
        whole = _whole(said, lexicon[name])
        if whole is not None:
            return whole
    return None


def _read(said: Sequence[Word], ours: YesNoWords) -> tuple[bool | None] | None:
    """What the answer begins by, unless the rest takes it back; nothing where it begins by neither."""
    begun = _begins(said, 0, ours)
    if begun is None:
        return None
    meaning, taken = begun
    rest = [word.form for word in said[taken:] if word.form not in ours.courtesy]
    if rest and meaning is not None and not _stands_apart(said, taken):
        return None
    others = [_begins(said, index, ours) for index in range(taken, len(said))]
    contrary = any(other is not None and other[0] is not meaning for other in others)
    return (None,) if contrary and not _parted(said, taken) else (meaning,)


def _stands_apart(said: Sequence[Word], taken: int) -> bool:
    """Whether what follows explains the answer: after a comma, or after one plain word."""
    return _parted(said, taken) or len(said[0].form) > 2 or len(said) <= taken + 2


def _parted(said: Sequence[Word], taken: int) -> bool:
    return taken < len(said) and said[taken].parted


def _begins(said: Sequence[Word], index: int, ours: YesNoWords) -> tuple[bool | None, int] | None:
    for taken in range(min(6, len(said) - index), 0, -1):
        form = " ".join(word.form for word in said[index : index + taken])
        if form in ours.meanings:
            return ours.meanings[form], taken
    if index == 0 and (meaning := _typo(said[0].form, ours)) is not None:
        return meaning, 1
    return None


def _typo(form: str, ours: YesNoWords) -> bool | None:
    """What a misspelled single word means; a courtesy is not a typo."""
    if len(form) < _FUZZY_LETTERS or form in ours.courtesy:
        return None
    known = (each for each in ours.meanings if len(each) >= _FUZZY_LETTERS)
    close = {ours.meanings[each] for each in known if OSA.distance(form, each, score_cutoff=1) <= 1}
    return close.pop() if len(close) == 1 else None


def _whole(said: Sequence[Word], theirs: YesNoWords) -> bool | None:
    begun = _begins(said, 0, theirs)
    if begun is None:
        return None
    return begun[0] if all(word.form in theirs.courtesy for word in said[begun[1] :]) else None


def _sign(text: str, lexicon: Mapping[str, YesNoWords]) -> bool | None:
    """A thumb or a tick is the same in every language."""
    found = {
        meaning
        for each in lexicon.values()
        for form, meaning in each.meanings.items()
        if not fold(form) and form in text
    }
    return found.pop() if len(found) == 1 else None
