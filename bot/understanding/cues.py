"""The words that say what a place or a date is about: where one lives or goes, when one came or leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.loading.strict_yaml import Written, read
from bot.understanding.text import fold

REACH = 6
"""How many words before a place may say what it is."""


class Role(Enum):
    """What a place or a date is about; the value is the fact."""

    HOME = "residence"  # where one lives
    GOAL = "destination"  # where one would go
    ARRIVAL = "arrival_date"  # when one came to Canada
    DEPARTURE = "departure_date"  # when one leaves

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


@dataclass(frozen=True, kw_only=True)
class _CueWords(Written):
    home: tuple[str, ...]
    goal: tuple[str, ...]
    arrival: tuple[str, ...]
    departure: tuple[str, ...]
    negation: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cues:
    """The cues of one language, folded; a longer one is looked for before a shorter one."""

    words: Mapping[str, Role]
    negation: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Cues:
        """The cues of a file; raises `ProblemsError`."""
        written = read(path, _CueWords)
        by_role = {
            Role.HOME: written.home,
            Role.GOAL: written.goal,
            Role.ARRIVAL: written.arrival,
            Role.DEPARTURE: written.departure,
        }
        found = {fold(cue): role for role, cues in by_role.items() for cue in cues}
        return cls(
            words=dict(sorted(found.items(), key=lambda pair: -len(pair[0]))),
            negation=frozenset(fold(one) for one in written.negation),
        )

    def negates(self, text: str) -> bool:
        """Whether the text also says no or not."""
        return not self.negation.isdisjoint(fold(text).split())

    def roles(self, text: str) -> frozenset[Role]:
        """What the text speaks of."""
        padded = f" {fold(text)} "
        return frozenset(role for cue, role in self.words.items() if f" {cue} " in padded)

    def role_before(self, before: str) -> Role | None:
        """What the last words before a place say of it: the nearest cue about a place."""
        padded = f" {' '.join(fold(before).split()[-REACH:])} "
        nearest = max(
            ((padded.rfind(f" {cue} "), role) for cue, role in self.words.items() if role in (Role.HOME, Role.GOAL)),
            key=lambda pair: pair[0],
            default=(-1, None),
        )
        return nearest[1] if nearest[0] >= 0 else None
