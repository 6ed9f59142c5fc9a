"""The Telegram door: its intake, its turns and its senders, running beside the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.door import Door
from bot.channels.telegram.asking import OFF, Asking, Webhook
from bot.channels.telegram.bell import Bell
from bot.channels.telegram.channel import CHANNEL
from bot.channels.telegram.client import PER_SECOND, Client, open_client
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.lead import Lead
from bot.channels.telegram.pressed import Pressed
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.troubles import Backoff
from bot.channels.telegram.webhook import PATH, webhook_route
from bot.service.discretion import told
from bot.service.house import House
from bot.service.inbox import Inbox
from bot.service.outbox import Outbox
from bot.service.turn import Clock, utc_now
from bot.service.updates import Answer, Update
from bot.settings import Settings

SENDERS = 3
"""Rounds of sending at once: one that waits for a slow connection holds up nobody else."""
LOOK_EVERY = 1.0
"""Seconds between looks at the database for what nobody rang for: what the console tells, what another process recorded."""
STOP_WITHIN = 5.0
_logger = logging.getLogger(__name__)


def telegram_door(house: House, settings: Settings, *, clock: Clock = utc_now, per_second: float = PER_SECOND) -> Door:
    """The door that the token of these settings opens; `per_second` is how many messages may go."""
    work = _Work(house=house, settings=settings, clock=clock, per_second=per_second)
    routes = [webhook_route(settings.telegram_secret, lambda: work.intake)] if settings.telegram_secret else []
    return Door(
        routes=routes, running=work.running, parts={"poller": lambda: work.asking.state if work.asking else OFF}
    )


@dataclass(kw_only=True)
class _Work:
    """What runs while the server does; `intake` and `asking` are None while it doesn't."""

    house: House
    settings: Settings
    clock: Clock
    per_second: float
    intake: Intake | None = None
    asking: Asking | None = None
    _stopping: bool = False
    _turns_wait: Bell = field(init=False)
    _replies_wait: Bell = field(init=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        store, words = self.house.store, self.house.heart.script.words
        client = open_client(self.settings.telegram_token, self.settings.telegram_api, self.per_second)
        inbox = Inbox(store=store, turns=self.house.turns, clock=self.clock)
        outbox = Outbox(store=store, clock=self.clock, measures=self.house.measures)
        pressed, sender, lead = Pressed(client=client, store=store), Sender(client=client), Lead(store)
        self._turns_wait, self._replies_wait = Bell(), Bell()
        self.intake = Intake(
            store=store,
            inbox=inbox,
            bell=self._turns_wait,
            pressed=pressed,
            groups=Groups(client=client, words=words),
        )
        self.asking = Asking(client=client, intake=self.intake, lead=lead, words=words, webhook=self._webhook())
        if store.sqlite:
            await outbox.void_leases()

        async def after(update: Update, answer: Answer) -> None:
            self._replies_wait.ring()
            pressed.after_turn(update, answer)

        asking = asyncio.create_task(self.asking.run())
        naming = asyncio.create_task(self._learn_link(client))
        rounds = [
            asyncio.create_task(self._again(lambda: inbox.take_turns(CHANNEL, after), self._turns_wait)),
            *(
                asyncio.create_task(self._again(lambda: outbox.send_all(CHANNEL, sender.send), self._replies_wait))
                for _ in range(SENDERS)
            ),
        ]
        try:
            yield
        finally:
            self.intake, self._stopping = None, True
            await _ended([asking, naming], 0)
            for _ in rounds:
                self._turns_wait.ring()
                self._replies_wait.ring()
                await asyncio.sleep(0)
            await _ended(rounds, STOP_WITHIN)
            await pressed.finish(STOP_WITHIN)
            await asyncio.to_thread(lead.release)
            await client.shutdown()

    async def _learn_link(self, client: Client) -> None:
        """The link that opens the bot, for whoever goes on with Telegram from another channel; every process has it."""
        backoff = Backoff(first=5.0, longest=600.0)
        while not self.house.addresses.telegram:
            try:
                await client.initialize()
                self.house.addresses.telegram = client.link
            except Exception:  # noqa: BLE001 whoever asks Telegram for messages says what is wrong
                await asyncio.sleep(backoff.failed())

    def _webhook(self) -> Webhook | None:
        if not self.settings.telegram_secret:
            return None
        public = self.settings.public_url
        return Webhook(url=f"{public}{PATH}" if public else "", secret=self.settings.telegram_secret)

    async def _again(self, work: Callable[[], Awaitable[int]], bell: Bell) -> None:
        """Does something whenever the bell rings, and now and then anyway, until the server stops."""
        while not self._stopping:
            try:
                await work()
            except SQLAlchemyError as error:
                _logger.error("Telegram's messages wait for the database: %s", told(error))
                await asyncio.sleep(LOOK_EVERY)
            except Exception as error:  # noqa: BLE001 the others' messages go on
                _logger.error("a round of Telegram's messages failed: %s", told(error))
                await asyncio.sleep(LOOK_EVERY)
            await bell.wait(LOOK_EVERY)


async def _ended(tasks: list[asyncio.Task[None]], within: float) -> None:
    """Waits for tasks to end; those that don't in so many seconds are cancelled."""
    _, late = await asyncio.wait(tasks, timeout=within) if within else (None, tasks)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
