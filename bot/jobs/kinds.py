"""What a job is, whichever database runs it: a name, a piece of work on a transaction, and what to do after its commit.

A job may run again after a crash: its work looks at where things stand, and finds nothing left to do the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.errors import EscaleError

Payload = Mapping[str, str | int]
Clock = Callable[[], datetime]
Work = Callable[[Connection, Payload, datetime], None]

MAX_ATTEMPTS = 10
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """One kind of job; `work` runs in a transaction of its own, `after` once it is committed."""

    name: str
    work: Work
    after: Callable[[], None] | None = None


class UnknownJobError(EscaleError):
    """A job waits whose name no handler knows: it was written by another version of the program. Upgrade, or delete it."""


def by_name(kinds: tuple[JobKind, ...]) -> Mapping[str, JobKind]:
    """The kinds by their name."""
    return {kind.name: kind for kind in kinds}


def wait_before(attempt: int) -> timedelta:
    """How long to wait after this failed attempt (from 1): 30 seconds, doubling, six hours at most."""
    return min(_FIRST_WAIT * (1 << min(attempt, 12) - 1), _LONGEST_WAIT)


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)
