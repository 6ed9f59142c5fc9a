"""Conversations as the web's pages use them: a message taken in its order, what was said read back, everything erased."""

from __future__ import annotations

import asyncio
from asyncio import Lock, wrap_future
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from bot.conversation.events import Unreadable
from bot.service import people
from bot.service.data_rights import UnknownPersonError, erase
from bot.service.history import History, history
from bot.service.house import House
from bot.service.turn import Clock, utc_now
from bot.service.updates import LONGEST, Answer, Blank, Joining, Message, Typed, Update, read_text

CHANNEL = "web"


@dataclass(frozen=True, kw_only=True)
class Conversations:
    """The conversations of a house, by the address of a token; `moved` is called when one has gone on in this process."""

    house: House
    clock: Clock = utc_now
    moved: Callable[[], None] = lambda: None
    _lanes: WeakValueDictionary[str, Lock] = field(default_factory=WeakValueDictionary)

    async def take(self, address: str, message: Message, content: str, update_id: str) -> Answer:
        """The replies to a message; those of one address are taken one after the other, as they came.

        Raises `EndedError` where the address ended, SQLAlchemyError where the database can't be written.
        """
        update = Update(channel=CHANNEL, address=address, id=update_id, message=message, content=content)
        lane = self._lanes.setdefault(address, Lock())
        async with lane:
            answer = await self.house.turns.take(update)
        self.moved()
        return answer

    async def read(self, address: str, after: int) -> History:
        """What was said after a sequence; raises `EndedError` where the address ended."""
        return await wrap_future(self.house.store.read(partial(self._read, address, after)))

    async def erase(self, address: str) -> None:
        """Erases everything kept about whoever is at an address, whatever the channel; the address then opens nothing."""
        lane = self._lanes.setdefault(address, Lock())
        async with lane:
            await asyncio.to_thread(self._erase, address)
        self.moved()

    def _read(self, address: str, after: int, connection: Connection) -> History:
        store = self.house.store
        found = history(connection, store, CHANNEL, address, after, self.clock())
        if found.point is None and people.ended(connection, store, CHANNEL, address):
            raise people.EndedError(f"{people.EndedError.__doc__}")
        return found

    def _erase(self, address: str) -> None:
        store = self.house.store
        place = store.read(lambda connection: people.find(connection, store, CHANNEL, address)).result()
        if place is None:
            return
        try:
            erase(store, place.person_id, self.clock(), actor="person")
        except UnknownPersonError:
            return


def typed(text: str) -> tuple[Message, str]:
    """The message that a text is, and what is recorded of it: words, never a button; a code or an opening where it is one."""
    message = read_text(text)
    if isinstance(message, Typed | Blank | Unreadable | Joining):
        return message, "" if isinstance(message, Unreadable | Joining) else text
    return Typed(text=text), text


def pressed(payload: str) -> tuple[Message, str]:
    """The message that a button's payload is; one that is none is told so."""
    message = read_text(payload) if len(payload) <= LONGEST else Unreadable(reason="bad_button")
    if isinstance(message, Typed | Blank | Unreadable):
        return Unreadable(reason="bad_button"), ""
    return message, "" if isinstance(message, Joining) else payload
