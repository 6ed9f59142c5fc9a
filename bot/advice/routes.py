"""The rows that route a handoff (rules §3) as data: when each applies, which kinds of organisation it proposes.

A condition names a field, the verdict of a programme (`verdict.sae_r`) or the outcome of a criterion (`criterion.sae_status`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Condition = Mapping[str, tuple[str, ...]]
"""Each name holds one of its values."""

VERDICT, CRITERION = "verdict.", "criterion."

MINISTRY, OPERATOR, CURRENT_COUNSELLOR = "ministry", "operator", "current_counsellor"
KINDS = (
    "sae_r",
    "settlement",
    "regional",
    "workers",
    "claimants",
    "legal",
    "adviser",
    "youth",
    MINISTRY,
    "local_job_help",
    OPERATOR,
    CURRENT_COUNSELLOR,
)


class Area(StrEnum):
    """The place that an organisation must cover."""

    HOME = "home"
    DESTINATION = "destination"  # outside the RMM
    GREATER_MONTREAL = "greater_montreal"  # where departures are prepared
    ANYWHERE = "anywhere"  # the whole of Québec


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A kind of organisation to propose for the first of the `areas` that is known, where the condition holds."""

    kind: str
    areas: tuple[Area, ...]
    reason: str
    when: Condition


@dataclass(frozen=True, kw_only=True)
class Route:
    """A row: it applies where `when` holds and, if `any_of` is not empty, one of these does too.

    `stop` ends the evaluation; `beside` marks a row that adds to the others without naming the next step.
    """

    row: int
    when: Condition
    any_of: tuple[Condition, ...]
    propose: tuple[Wanted, ...]
    next_step: str
    stop: bool
    beside: bool


@dataclass(frozen=True, kw_only=True)
class Routes:
    """The rows in order, whom a ministry never hears of, what to fall back on, and who needs a trusted adult first."""

    rows: tuple[Route, ...]
    at_most: int
    fallback: tuple[Wanted, ...]
    statuses_never_to_a_ministry: tuple[str, ...]
    rows_never_to_a_ministry: tuple[int, ...]
    trusted_adult_first: Condition
