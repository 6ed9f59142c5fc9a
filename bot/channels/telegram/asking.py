"""The intake loop: asks Telegram for updates, or tells it where to send them; nothing is confirmed before it is recorded.

What goes wrong is said once, then tried again, less and less often; the rest of the server goes on.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.announcing import announce
from bot.channels.telegram.channel import WANTED
from bot.channels.telegram.client import Client
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lead import Lead
from bot.channels.telegram.troubles import Backoff, in_short, retry_after
from bot.conversation.words import Words
from bot.service.discretion import told

POLL = 25
"""Seconds that Telegram may keep a question for updates open."""
TRY_TO_LEAD_EVERY = 1.0
SAY_AGAIN_EVERY = 300.0
"""Seconds before a token that was refused is tried again."""
OK, RETRYING, STANDBY, OFF = "ok", "retrying", "standby", "off"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where Telegram sends updates, and the secret it sends along; an empty address where the operator tells Telegram."""

    url: str
    secret: str


@dataclass(kw_only=True)
class Asking:
    """One process's part of it; `state` is `ok`, `retrying`, or `standby` while another process leads."""

    client: Client
    intake: Intake
    lead: Lead
    words: Words
    webhook: Webhook | None = None
    backoff: Backoff = field(default_factory=Backoff)
    state: str = RETRYING
    _said: str = ""
    _announced: bool = False

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        while True:
            if not await asyncio.to_thread(self.lead.hold):
                self.state = STANDBY
                await asyncio.sleep(TRY_TO_LEAD_EVERY)
                continue
            try:
                await self._lead()
            except TelegramError as error:
                self.state = RETRYING
                await asyncio.sleep(self._wait_after(error))
            except SQLAlchemyError as error:
                self.state = RETRYING
                self._say(f"what Telegram sends can't be recorded: {told(error)}")
                await asyncio.sleep(self.backoff.failed())
            except Exception as error:  # noqa: BLE001 whatever went wrong, messages go on coming
                self.state = RETRYING
                self._say(f"Telegram's messages can't be taken: {told(error)}")
                await asyncio.sleep(self.backoff.failed())

    async def _lead(self) -> None:
        await self.client.initialize()
        await self._choose_way()
        self._well()
        announcing = asyncio.create_task(self._announce())
        try:
            if self.webhook:
                while await asyncio.to_thread(self.lead.hold):
                    await asyncio.sleep(TRY_TO_LEAD_EVERY)
            else:
                await self._poll()
        finally:
            announcing.cancel()

    async def _choose_way(self) -> None:
        """By webhook or by asking: Telegram allows one."""
        if self.webhook is None:
            await self.client.delete_webhook()
        elif self.webhook.url:
            await self.client.set_webhook(
                self.webhook.url, secret_token=self.webhook.secret, allowed_updates=WANTED, max_connections=20
            )

    async def _poll(self) -> None:
        """Asks for updates, records them, and confirms them by the next question."""
        offset: int | None = None
        while await asyncio.to_thread(self.lead.hold):
            updates = await self.client.get_updates(offset, timeout=POLL, allowed_updates=WANTED)
            if updates:
                await self.intake.take(updates)
                offset = max(update.update_id for update in updates) + 1
            self._well()

    async def _announce(self) -> None:
        """What Telegram shows of the bot, once in this process's life: it can wait, and never keeps messages from coming."""
        backoff = Backoff(first=30.0, longest=3600.0)
        while True:
            try:
                if not self._announced:
                    await announce(self.client, self.words)
                self._announced = True
                return
            except RetryAfter as error:
                await asyncio.sleep(retry_after(error))
            except TelegramError as error:
                _logger.warning("Telegram doesn't take the commands and descriptions: %s", in_short(error))
                await asyncio.sleep(backoff.failed())
            except Exception as error:  # noqa: BLE001 they stay as they were
                _logger.error("Telegram's commands and descriptions stay as they were: %s", told(error))
                return

    # --- troubles -----------------------------------------------------------------------------------------------------

    def _wait_after(self, error: TelegramError) -> float:
        """Says what is wrong, once; how many seconds to wait."""
        match error:
            case InvalidToken():
                self._say(
                    "Telegram refuses ESCALE_TELEGRAM_TOKEN. Copy the token again from @BotFather (/mybots, then API Token) "
                    "and start Escale again. Everything but Telegram works."
                )
                return SAY_AGAIN_EVERY
            case Conflict():
                self._say("Another program asks Telegram for this bot's messages. Stop it, or give each its own bot.")
            case RetryAfter():
                return retry_after(error)
            case _:
                self._say(f"Telegram can't be reached ({in_short(error)}). It is tried again; the rest works.")
        return self.backoff.failed()

    def _say(self, what: str) -> None:
        if what != self._said:
            _logger.error("%s", what)
            self._said = what

    def _well(self) -> None:
        if self._said:
            _logger.warning("Telegram answers again.")
        self._said = ""
        self.state = OK
        self.backoff.succeeded()
