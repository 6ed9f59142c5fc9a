"""The words that say what a place or a date is about: where one lives or goes, when one came or leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from bot.loading.strict_yaml import Written, read
from bot.understanding.text import fold

_TOKEN = re.compile(r"[^\s,.;:!?()…/]+|[,.;:!?()…/]")
REACH = 6
"""How many words before a place may say what it is."""


class Role(Enum):
    """What a place or a date is about; the value is the fact."""

    HOME = "residence"  # where one lives
    GOAL = "destination"  # where one would go
    ARRIVAL = "arrival_date"  # when one came to Canada
    DEPARTURE = "departure_date"  # when one leaves
    AWAY = "away"  # a place one leaves, passes by or doesn't want

    @property
    def fact(self) -> str:
        """The fact it fills."""
        return self.value

    @classmethod
    def of(cls, fact: str) -> Role | None:
        """The role of a fact; the towns asked after a region have the role of the region."""
        return {
            "residence": cls.HOME,
            "home_town": cls.HOME,
            "destination": cls.GOAL,
            "destination_town": cls.GOAL,
            "arrival_date": cls.ARRIVAL,
            "departure_date": cls.DEPARTURE,
        }.get(fact)


PLACES = (Role.HOME, Role.GOAL, Role.AWAY)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


@dataclass(frozen=True, kw_only=True)
class _CueWords(Written):
    home: tuple[str, ...]
    goal: tuple[str, ...]
    arrival: tuple[str, ...]
    departure: tuple[str, ...]
    away: tuple[str, ...]
    negation: tuple[str, ...]
    others: tuple[str, ...]
    doubt: tuple[str, ...]
    plain: tuple[str, ...]
    joins: tuple[str, ...]
    apart: tuple[str, ...]
    impersonal: tuple[str, ...] = ()
    age: tuple[str, ...]
    years: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cues:
    """The cues of one language, folded; a longer one is looked for before a shorter one."""

    words: Mapping[str, Role]
    negation: frozenset[str]
    others: frozenset[str]
    doubt: frozenset[str]
    plain: frozenset[str]
    joins: frozenset[str]
    apart: frozenset[str]
    impersonal: tuple[str, ...]
    age: frozenset[str]
    years: frozenset[str]
    own: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Cues:
        """The cues of a file; raises `ProblemsError`."""
        written = read(path, _CueWords)
        by_role = {
            Role.HOME: written.home,
            Role.GOAL: written.goal,
            Role.ARRIVAL: written.arrival,
            Role.DEPARTURE: written.departure,
            Role.AWAY: written.away,
        }
        found = {fold(cue): role for role, cues in by_role.items() for cue in cues}
        return cls(
            words=dict(sorted(found.items(), key=lambda pair: -len(pair[0]))),
            negation=_folded(written.negation),
            others=_folded(written.others),
            doubt=_folded(written.doubt),
            plain=_folded(written.plain),
            joins=_folded(written.joins),
            apart=_folded(written.apart),
            impersonal=tuple(fold(phrase) for phrase in written.impersonal),
            age=_folded(written.age),
            years=_folded(written.years),
            own=_folded(written.own),
        )

    def affirms(self, rest: str) -> bool:
        """Whether what is said besides a name doesn't say no to it."""
        return self.negation.isdisjoint(self._said(rest))

    def is_calm(self, clause: str) -> bool:
        """Whether a clause that names nothing takes nothing back: no "but not", "but they cancelled"."""
        said = frozenset(clause.split())
        return said.isdisjoint(self.negation) and said.isdisjoint(self.doubt)

    def is_certain(self, rest: str) -> bool:
        """Whether what is said besides a name holds no denial, no doubt and nobody else."""
        return self.is_own(rest) and self.doubt.isdisjoint(rest.split())

    def plainly_of_others(self, rest: str) -> bool:
        """As `plainly`, where the question is about somebody else."""
        return all(word in self.plain or word in self.others or word.isdigit() for word in rest.split())

    def is_own(self, rest: str) -> bool:
        """Whether what is said besides a name neither denies it nor speaks of somebody else."""
        return self.affirms(rest) and self.others.isdisjoint(self._said(rest))

    def _said(self, text: str) -> list[str]:
        """The words of a text, those of "il y a" and the like left out: they name nobody."""
        padded = f" {text} "
        for phrase in self.impersonal:
            padded = padded.replace(f" {phrase} ", " ")
        return padded.split()

    def plainly(self, rest: str) -> bool:
        """Whether nothing at all that could turn a name is said besides it: only words that carry a sentence, and numbers.

        For what must not be misread: "my husband is a citizen", "soon a permanent resident" and "I refused the offer" name
        something that is not so.
        """
        return all(word in self.plain or word.isdigit() for word in rest.split())

    def wavers(self, text: str, *, denies: bool) -> bool:
        """Whether a yes or a no is turned by what else is said; a no may well say "not"."""
        said = frozenset(text.split())
        turned = self.doubt | self.others
        return len(said) > 1 and not said.isdisjoint(turned if denies else turned | self.negation)

    def tells_age(self, clause: str) -> bool:
        """Whether a clause speaks of one's own years: "j'ai … ans", "I'm … years old"."""
        said = frozenset(fold(clause).split())
        return not said.isdisjoint(self.own) and not said.isdisjoint(self.years)

    def clauses(self, text: str) -> tuple[str, ...]:
        """The text cut where one thing said ends and another begins."""
        parts: list[list[str]] = [[]]
        for word in _TOKEN.findall(text):
            if fold(word) in self.joins or not fold(word):
                parts.append([])
            else:
                parts[-1].append(word)
        return tuple(" ".join(part) for part in parts if part)

    def clause_around(self, text: str, start: int, end: int) -> tuple[str, str]:
        """What the clause of `text[start:end]` says before it and after it."""
        cuts = [
            match for match in _TOKEN.finditer(text) if fold(match.group()) in self.joins or not fold(match.group())
        ]
        begins = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
        ends = min((cut.start() for cut in cuts if cut.start() >= end), default=len(text))
        return text[begins:start], text[end:ends]

    def roles(self, text: str) -> frozenset[Role]:
        """What the text speaks of."""
        padded = f" {fold(text)} "
        return frozenset(role for cue, role in self.words.items() if f" {cue} " in padded)

    def role_before(self, before: str) -> Role | None:
        """What the last words before a place say of it: the nearest cue about a place."""
        padded = f" {' '.join(fold(before).split()[-REACH:])} "
        heard = (
            (at + len(cue), len(cue), role)
            for cue, role in self.words.items()
            if role in PLACES and (at := padded.rfind(f" {cue} ")) >= 0
        )
        nearest = max(heard, key=lambda one: one[:2], default=None)
        return nearest[2] if nearest else None

    def hearing(self, others: Iterable[Cues]) -> Cues:
        """These cues, that hear a denial, a doubt and somebody else in the words of the other languages too."""
        known = tuple(others)
        return replace(
            self,
            negation=self.negation.union(*(one.negation for one in known)),
            others=self.others.union(*(one.others for one in known)),
            doubt=self.doubt.union(*(one.doubt for one in known)),
        )
