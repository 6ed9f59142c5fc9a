"""The delivery contacts that operators confirmed: what the database says counts over the files, in every process.

A handoff is checked against the database itself; what the conversation knows is read again when it is a few seconds old, and
at once where the contact was confirmed.
"""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from sqlalchemy import Connection, insert, select, update

from bot.advice.directory import Directory
from bot.advice.knowledge import Knowledge
from bot.store.sealing import Sealer
from bot.store.store import Store
from bot.store.tables import delivery_contact

CONTACT = "delivery_contact.contact"
KNOWN_FOR = 3.0
"""Seconds for which what another process may have confirmed isn't looked at again."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Where an organisation receives pages, when that was confirmed and by whom; an empty contact was taken away that day."""

    contact: str
    verified_on: date
    verified_by: str


class Confirmations:
    """The confirmed contacts of a directory, over those of its file."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._in_the_file = {one.id: one.verified_on for one in directory.organizations if one.delivery_contact}
        self._known = store.read(lambda connection: every_confirmation(connection, store.sealer)).result()
        self._read_at = monotonic()
        self._applied: tuple[Knowledge, Mapping[str, Confirmation], Knowledge] | None = None

    def confirmed_on(self, connection: Connection, organization: str) -> date | None:
        """The day an organisation's contact was last confirmed, as the database has it now; None where it has none."""
        found = connection.execute(select(delivery_contact).where(delivery_contact.c.organization == organization))
        row = found.one_or_none()
        if row is None:
            return self._in_the_file.get(organization)
        return row.verified_on if self._store.sealer.unseal(row.contact_sealed, CONTACT) else None

    async def keep_up(self) -> None:
        """Reads the database again where what is known is too old."""
        if monotonic() - self._read_at > KNOWN_FOR:
            await self.look_again()

    async def look_again(self) -> None:
        """Reads the database again."""
        read_at, sealer = monotonic(), self._store.sealer
        known = await wrap_future(self._store.read(lambda connection: every_confirmation(connection, sealer)))
        self._read_at = read_at
        if known != self._known:
            self._known = known

    def over(self, knowledge: Knowledge) -> Knowledge:
        """The knowledge with the contacts as they are known now; the same object as long as nothing changes."""
        known = self._known
        if not known:
            return knowledge
        if self._applied is None or self._applied[0] is not knowledge or self._applied[1] is not known:
            days = {name: one.verified_on if one.contact else None for name, one in known.items()}
            directory = knowledge.directory.confirmed(days)
            self._applied = (knowledge, known, replace(knowledge, directory=directory))
        return self._applied[2]


def every_confirmation(connection: Connection, sealer: Sealer) -> Mapping[str, Confirmation]:
    """What operators said, by organisation."""
    return {
        row.organization: Confirmation(
            contact=sealer.unseal(row.contact_sealed, CONTACT),
            verified_on=row.verified_on,
            verified_by=row.verified_by,
        )
        for row in connection.execute(select(delivery_contact).order_by(delivery_contact.c.organization))
    }


def confirm(connection: Connection, sealer: Sealer, organization: str, said: Confirmation) -> None:
    """Writes what an operator says of an organisation's contact, in the place of what was said before."""
    row = {
        "contact_sealed": sealer.seal(said.contact, CONTACT),
        "verified_on": said.verified_on,
        "verified_by": said.verified_by,
    }
    theirs = delivery_contact.c.organization == organization
    if connection.execute(update(delivery_contact).where(theirs).values(row)).rowcount == 0:
        connection.execute(insert(delivery_contact).values(**row, organization=organization))
