"""What the answers assert: each claim with its source and how sure it is, and where a person can check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Confidence = Literal["A", "B", "C", "G", "U"]
"""A official page or field report, B reputable secondary page, C single weak source or inference, G general knowledge, U unknown."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing that an answer may say, in French and in our own words; `source` as people read it."""

    id: str
    states: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Place:
    """An official place where a person can check: its name and its site, without `https://`."""

    name: str
    site: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The claims of an answer, the most useful first, the day they were checked, and where to check them again."""

    claims: tuple[Claim, ...]
    official: tuple[Place, ...]
    checked_on: date

    @property
    def sources(self) -> tuple[str, ...]:
        """Each source once, in the order of the claims."""
        return tuple(dict.fromkeys(claim.source for claim in self.claims))


Answers = Mapping[str, Answer]
"""Each answer under the name of its flow."""
