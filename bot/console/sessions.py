"""Signing in and what it opens: a session on the server, found by the keyed hash of the token that the browser holds.

Whether an account exists can't be told: an unknown login takes the same answer and the same time as a wrong password. After
a few failures in a row an account waits, longer each time; what is tried meanwhile counts for nothing.
"""

from __future__ import annotations

import hmac
from asyncio import get_running_loop, wrap_future
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.console.passwords import LONGEST, matches
from bot.console.staff import Staff, note, of_row, read_login
from bot.store.store import Store
from bot.store.tables import staff, staff_session

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""How often being here is written down."""
FAILURES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
SIDE_BY_SIDE = 2
"""Passwords checked at once: each takes 64 MB for a while."""


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """A password being tried: on the account of the row, None where there is none or it may not be tried now."""

    row: Row[Any] | None


def new_token() -> str:
    """A token for a browser to hold."""
    return token_urlsafe(32)


class Sessions:
    """The sessions of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._checking = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="escale-passwords")

    # --- the token ----------------------------------------------------------------------------------------------------

    def form_mark(self, token: str) -> str:
        """What the forms shown to the holder of a token carry, and no other site can know."""
        return self._store.find("console_form", token).hex()

    def is_form_mark(self, token: str, given: str) -> bool:
        """Whether a form was shown to the holder of the token."""
        return bool(token) and hmac.compare_digest(self.form_mark(token).encode(), given.encode("utf-8", "replace"))

    def _hash(self, token: str) -> bytes:
        return self._store.find("console_session", token)

    # --- signing in and out -------------------------------------------------------------------------------------------

    async def sign_in(self, login: str, password: str, former: str, now: datetime) -> str | None:
        """The token of a new session, or None where the two don't go together or the account waits.

        The session of the `former` token ends.
        """
        attempt = await wrap_future(self._store.write(partial(self._attempt, read_login(login), now)))
        kept = attempt.row.password_hash if attempt.row else None
        check = partial(matches, kept, password[: LONGEST + 1])
        right = await get_running_loop().run_in_executor(self._checking, check)
        if attempt.row is None or not right:
            return None
        token = new_token()
        opened = await wrap_future(self._store.write(partial(self._open, attempt.row.id, token, former, now)))
        return token if opened else None

    def _attempt(self, login: str, now: datetime, connection: Connection) -> _Attempt:
        """Counts the attempt as a failure before it is checked, so that many at once count too."""
        row = connection.execute(select(staff).where(staff.c.login == login).with_for_update()).one_or_none()
        if row is None or row.disabled_at is not None or (row.locked_until is not None and now < row.locked_until):
            return _Attempt(row=None)
        failures = row.failures + 1
        until = now + wait_after(failures) if failures >= FAILURES else None
        counted = update(staff).where(staff.c.id == row.id).values(failures=failures, locked_until=until)
        connection.execute(counted)
        if until is not None:
            note(connection, "console", "staff_locked", row.id, now)
        return _Attempt(row=row)

    def _open(self, number: int, token: str, former: str, now: datetime, connection: Connection) -> bool:
        row = connection.execute(select(staff).where(staff.c.id == number).with_for_update()).one()
        if row.disabled_at is not None:
            return False
        connection.execute(update(staff).where(staff.c.id == number).values(failures=0, locked_until=None))
        long_ago = staff_session.c.created_at < now - ABSOLUTE
        connection.execute(delete(staff_session).where(long_ago | (staff_session.c.hash == self._hash(former))))
        session = {"hash": self._hash(token), "staff_id": number, "created_at": now, "seen_at": now}
        connection.execute(insert(staff_session).values(session))
        note(connection, f"staff:{number}", "staff_signed_in", number, now)
        return True

    async def sign_out(self, token: str) -> None:
        """Ends the session of a token."""
        mine = delete(staff_session).where(staff_session.c.hash == self._hash(token))
        await wrap_future(self._store.write(lambda connection: connection.execute(mine)))

    # --- who is here --------------------------------------------------------------------------------------------------

    async def of(self, token: str, now: datetime) -> Staff | None:
        """Whose session a token opens; None where it opens none, or the session has ended."""
        if not token:
            return None
        row = await wrap_future(self._store.read(partial(self._row, token)))
        if row is None or now - row.seen_at > IDLE or now - row.opened_at > ABSOLUTE:
            return None
        if now - row.seen_at >= SEEN_EVERY:
            seen = update(staff_session).where(staff_session.c.hash == self._hash(token)).values(seen_at=now)
            await wrap_future(self._store.write(lambda connection: connection.execute(seen)))
        return of_row(row)

    def _row(self, token: str, connection: Connection) -> Row[Any] | None:
        query = (
            select(staff, staff_session.c.created_at.label("opened_at"), staff_session.c.seen_at)
            .join(staff, staff.c.id == staff_session.c.staff_id)
            .where(staff_session.c.hash == self._hash(token), staff.c.disabled_at.is_(None))
        )
        found: Row[Any] | None = connection.execute(query).one_or_none()
        return found


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many failures in a row."""
    return min(FIRST_WAIT * int(2 ** min(failures - FAILURES, 10)), LONGEST_WAIT)
