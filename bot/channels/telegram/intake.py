"""Takes updates in: what has a turn is recorded, and only then may the update be confirmed; the rest is done beside."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import telegram

from bot.channels.telegram import reach
from bot.channels.telegram.bell import Bell
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.pressed import Pressed
from bot.channels.telegram.reading import Elsewhere, Idle, Meaning, Membership, Turned, read
from bot.service.inbox import Inbox
from bot.service.updates import Update
from bot.store.store import Store


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What comes in; `bell` rings once it is recorded."""

    store: Store
    inbox: Inbox
    bell: Bell
    pressed: Pressed
    groups: Groups

    async def take(self, updates: Sequence[telegram.Update]) -> None:
        """Takes updates in, in the order they came; once it returns they may be confirmed.

        Raises SQLAlchemyError where the database can't be written: none may be, and they come again.
        """
        meanings = [meaning for one in updates if (meaning := read(one))]
        await self.inbox.record([one for one in meanings if isinstance(one, Update)])
        for meaning in meanings:
            await self._do(meaning)
        self.bell.ring()

    async def _do(self, meaning: Meaning) -> None:
        match meaning:
            case Turned():
                self.pressed.turn(meaning)
            case Idle(query=query):
                self.pressed.end_wait(query)
            case Elsewhere(chat=chat, language=language):
                await self.groups.greet(chat, language)
            case Membership():
                now = self.inbox.clock()
                note = partial(reach.note, store=self.store, membership=meaning, now=now)
                await wrap_future(self.store.write(note))
