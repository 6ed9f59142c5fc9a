"""The audit log: who looked at or changed what, and when. It says who, never what was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.store.tables import audit


def note(
    connection: Connection, *, at: datetime, actor: str, action: str, subject: str, detail: str | None = None
) -> None:
    """Writes one line; `actor` and `subject` are `kind:number`, or a kind alone."""
    entry = {"at": at, "actor": actor, "action": action, "subject": subject, "detail": detail}
    connection.execute(insert(audit).values(entry))
