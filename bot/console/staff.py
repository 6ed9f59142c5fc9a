"""Who may sign in to the console: operators, and counsellors of one organisation of the directory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.advice.directory import OPERATOR, Directory
from bot.console.passwords import hashed
from bot.errors import EscaleError
from bot.store import audit_log
from bot.store.store import Store
from bot.store.tables import staff, staff_session

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,98}[a-z0-9]")
_LONGEST_NAME = 200


class Role(StrEnum):
    """What someone may do in the console."""

    OPERATOR = "operator"  # runs the service: what is held, the organisations' contacts
    COUNSELLOR = "counsellor"  # works at one organisation: what was sent to it


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Someone who may sign in; `organization` is the id of a counsellor's, None for an operator."""

    id: int
    login: str
    name: str
    role: Role
    organization: str | None

    @property
    def mark(self) -> str:
        """How the ledger names them: by a number, never by a name."""
        return str(self.id)


class StaffError(EscaleError):
    """An account can't be made or changed this way; the message says what to write."""


def read_login(written: str) -> str:
    """A login as it is kept: lower case, without spaces around it."""
    return written.strip().casefold()


def is_login(login: str) -> bool:
    """Whether an account may have this login: no other is looked for in the database, which may not even hold it."""
    return _LOGIN.fullmatch(login) is not None


def of_row(row: Row[Any]) -> Staff:
    """The member of staff of a row."""
    return Staff(id=row.id, login=row.login, name=row.name, role=Role(row.role), organization=row.organization)


def add(
    store: Store,
    directory: Directory,
    *,
    login: str,
    name: str,
    role: Role,
    organization: str | None,
    password: str,
    now: datetime,
) -> Staff:
    """Makes an account; raises `StaffError`, or `PasswordError`."""
    login, name = read_login(login), name.strip()
    _refuse(directory, login, name, role, organization)
    row = {
        "login": login,
        "name": name,
        "role": role.value,
        "organization": organization,
        "password_hash": hashed(password, login),
        "failures": 0,
        "created_at": now,
    }

    def work(connection: Connection) -> int | None:
        if connection.execute(select(staff.c.id).where(staff.c.login == login)).first():
            return None
        number = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
        note(connection, "command", "staff_added", number, now)
        return int(number)

    number = store.run(work)
    if number is None:
        raise StaffError(
            f"There is an account {login} already. Choose another login; `bot user list` shows those there are. "
            "Whoever forgot their password gets another by `bot user password`."
        )
    return Staff(id=number, login=login, name=name, role=role, organization=organization)


def _refuse(directory: Directory, login: str, name: str, role: Role, organization: str | None) -> None:
    if not is_login(login):
        raise StaffError(
            f"{login!r} can't be a login. Write 3 to 100 letters without accents, digits, or . _ @ + - between them, "
            "such as an e-mail address of work."
        )
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise StaffError(
            f"The name must have 1 to {_LONGEST_NAME} printable characters: colleagues read who moved what."
        )
    if role is Role.OPERATOR and organization is not None:
        raise StaffError("An operator belongs to no organisation of the directory: leave --organization out.")
    if role is Role.COUNSELLOR:
        known = [one.id for one in directory.organizations if OPERATOR not in one.kinds]
        if organization not in known:
            wrong = "A counsellor works at one organisation" if organization is None else f"{organization!r} is unknown"
            raise StaffError(f"{wrong}: add --organization with one of: {', '.join(sorted(known))}.")


def disable(store: Store, login: str, now: datetime) -> None:
    """Ends an account and its sessions, at once; raises `StaffError`."""
    login = read_login(login)

    def work(connection: Connection) -> bool:
        row = connection.execute(select(staff).where(staff.c.login == login).with_for_update()).one_or_none()
        if row is None:
            return False
        connection.execute(delete(staff_session).where(staff_session.c.staff_id == row.id))
        if row.disabled_at is None:
            connection.execute(update(staff).where(staff.c.id == row.id).values(disabled_at=now))
            note(connection, "command", "staff_disabled", row.id, now)
        return True

    if not store.run(work):
        raise StaffError(f"There is no account {login!r}. `bot user list` shows those there are.")


def renew(store: Store, login: str, password: str, now: datetime) -> None:
    """Gives an account another password, lifts its lock and ends its sessions; raises `StaffError`, or `PasswordError`."""
    login = read_login(login)
    fresh = {"password_hash": hashed(password, login), "failures": 0, "locked_until": None}

    def work(connection: Connection) -> bool:
        mine = (staff.c.login == login) & staff.c.disabled_at.is_(None)
        number = connection.execute(update(staff).where(mine).values(fresh).returning(staff.c.id)).scalar()
        if number is None:
            return False
        connection.execute(delete(staff_session).where(staff_session.c.staff_id == number))
        note(connection, "command", "staff_password", number, now)
        return True

    if not store.run(work):
        raise StaffError(f"There is no account {login!r} that may sign in. `bot user list` shows those there are.")


def listed(store: Store) -> list[Row[Any]]:
    """Every account, by login."""
    return store.run(lambda connection: list(connection.execute(select(staff).order_by(staff.c.login))))


def names(connection: Connection, numbers: set[int]) -> dict[int, Row[Any]]:
    """The accounts of these numbers."""
    found = connection.execute(select(staff).where(staff.c.id.in_(numbers)))
    return {row.id: row for row in found}


def note(connection: Connection, actor: str, action: str, number: int, now: datetime) -> None:
    """Writes in the audit log what became of an account."""
    audit_log.note(connection, at=now, actor=actor, action=action, subject=f"staff:{number}")
