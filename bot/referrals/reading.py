"""Reading a referral by its reference, as its recipient would; every look is in the audit log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.errors import EscaleError
from bot.referrals.handler import SUMMARY
from bot.referrals.reference import read_reference
from bot.store import audit_log
from bot.store.store import Store
from bot.store.tables import referral


class UnreadableReferralError(EscaleError):
    """The referral can't be shown; the message says why."""


def show(store: Store, reference: str, *, reader: str = "operator", now: datetime | None = None) -> str:
    """The summary of a referral as its recipient reads it; raises `UnreadableReferralError`."""
    known = read_reference(reference)
    if known is None:
        raise UnreadableReferralError(
            f"{reference!r} is not a reference. One looks like ESC-7KQ2-9MXD: check it with the person."
        )
    at = now or datetime.now(UTC)
    return store.run(lambda connection: _shown(connection, store, known, reader, at))


def _shown(connection: Connection, store: Store, reference: str, reader: str, now: datetime) -> str:
    row = connection.execute(select(referral).where(referral.c.reference == reference)).one_or_none()
    if row is None:
        raise UnreadableReferralError(f"There is no referral {reference}. Check the reference with the person.")
    if not row.summary_sealed:
        raise UnreadableReferralError(
            f"The referral {reference} is {row.state} since {row.state_at:%Y-%m-%d} and its summary was erased. "
            "Nobody can read it any more; the person can make a new one."
        )
    return look(connection, store, row, reader, now)


def look(connection: Connection, store: Store, row: Row[Any], reader: str, now: datetime) -> str:
    """The summary of a referral's row, which has one; that `reader` looked is in the audit log."""
    audit_log.note(connection, at=now, actor=reader, action="referral_read", subject=f"referral:{row.id}")
    return store.sealer.unseal(row.summary_sealed, SUMMARY)
