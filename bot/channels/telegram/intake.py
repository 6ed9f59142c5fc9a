"""Takes updates in: what has a turn is recorded, and only then may the update be confirmed; the rest is done beside."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import telegram
from sqlalchemy import Connection

from bot.channels.telegram import reach
from bot.channels.telegram.bell import Bell
from bot.channels.telegram.channel import CHANNEL
from bot.channels.telegram.commands import command_of, typed_words
from bot.channels.telegram.groups import FIRST_LANGUAGE, Groups
from bot.channels.telegram.pressed import Pressed
from bot.channels.telegram.reading import Elsewhere, Heard, Idle, Meaning, Membership, Turned, read
from bot.conversation.words import Words
from bot.service import people
from bot.service.inbox import Inbox
from bot.service.updates import Typed, Update
from bot.store.store import Store


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What comes in; `bell` rings once it is recorded."""

    store: Store
    words: Words
    inbox: Inbox
    bell: Bell
    pressed: Pressed
    groups: Groups

    async def take(self, updates: Sequence[telegram.Update]) -> None:
        """Takes updates in, in the order they came; once it returns they may be confirmed.

        Raises SQLAlchemyError where the database can't be written: none may be, and they come again.
        """
        meanings = [meaning for one in updates if (meaning := read(one))]
        await self.inbox.record(await self._in_words(one for one in meanings if isinstance(one, Heard)))
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

    async def _in_words(self, heard: Iterable[Heard]) -> list[Update]:
        """The messages, commands in the words of each person's language."""
        return [await self._said(one) if _is_command(one) else one.update for one in heard]

    async def _said(self, heard: Heard) -> Update:
        assert isinstance(heard.update.message, Typed)
        known = await wrap_future(self.store.read(partial(self._language, heard.update.address)))
        language = known or heard.language or FIRST_LANGUAGE
        text = typed_words(heard.update.message.text, self.words, language)
        return replace(heard.update, message=Typed(text=text))

    def _language(self, address: str, connection: Connection) -> str | None:
        place = people.find(connection, self.store, CHANNEL, address)
        return place.language if place else None


def _is_command(heard: Heard) -> bool:
    message = heard.update.message
    return isinstance(message, Typed) and command_of(message.text) is not None
