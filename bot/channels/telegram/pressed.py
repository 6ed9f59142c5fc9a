"""What follows the press of a button, beside its turn: the wait on the phone ends, the choice is marked, a page is turned.

None of it is owed: what fails here leaves a button as it was, and nobody without an answer.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import wrap_future
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial

from telegram.error import TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.keyboards import asking_of, chosen, keyboard
from bot.channels.telegram.reading import BUTTON, MESSAGE, QUERY, Turned
from bot.channels.telegram.spoken import option_of, reply_at
from bot.channels.telegram.troubles import in_short, is_harmless
from bot.service.discretion import told
from bot.service.updates import Answer, Update
from bot.store.store import Store

NOT_CHOSEN = ("confirm_change.", "common.old_button", "common.outdated", "common.unreadable.", "problems.")
"""How the keys of the words begin that answer a button which hasn't been taken as a choice."""
AT_ONCE = 200
"""How many of these may be under way: beyond, they are left out."""
_logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Pressed:
    """Does it through one client, out of the way of the turns."""

    client: Client
    store: Store
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def after_turn(self, update: Update, answer: Answer) -> None:
        """The turn of a button is recorded."""
        query = update.context.get(QUERY)
        if query:
            self._begin(self._answer(query))
        button = update.context.get(BUTTON)
        if button and not any(reply.key.startswith(NOT_CHOSEN) for reply in answer.replies):
            self._begin(self._mark(update.address, int(update.context[MESSAGE]), button))

    def turn(self, turned: Turned) -> None:
        """Another page of a list is wanted."""
        self._begin(self._answer(turned.query))
        self._begin(self._turn(turned))

    def end_wait(self, query: str) -> None:
        """A button means nothing here."""
        self._begin(self._answer(query))

    async def finish(self, within: float) -> None:
        """Waits for what is under way, not longer than so many seconds."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
        for task in tuple(self._under_way):
            task.cancel()

    async def _answer(self, query: str) -> None:
        await self.client.answer_callback_query(query)

    async def _mark(self, address: str, message: int, button: str) -> None:
        found = await wrap_future(
            self.store.read(partial(option_of, store=self.store, address=address, payload=button))
        )
        if found:
            await self.client.edit_message_reply_markup(
                chat_id=int(address), message_id=message, reply_markup=chosen(found.title, found.payload)
            )

    async def _turn(self, turned: Turned) -> None:
        sequence = turned.button.sequence
        look = partial(reply_at, store=self.store, address=str(turned.chat), sequence=sequence)
        found = await wrap_future(self.store.read(look))
        if found and found.options and asking_of(found.options) == turned.button.asking:
            await self.client.edit_message_reply_markup(
                chat_id=turned.chat,
                message_id=turned.message,
                reply_markup=keyboard(found.options, sequence, turned.button.page),
            )

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        if len(self._under_way) >= AT_ONCE:
            work.close()
            return
        task = asyncio.create_task(_quietly(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


async def _quietly(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except TelegramError as error:
        if not is_harmless(error):
            _logger.warning("a button stays as it was: %s", in_short(error))
    except Exception as error:  # noqa: BLE001 a button left unmarked harms nobody
        _logger.error("a button stays as it was: %s", told(error))
