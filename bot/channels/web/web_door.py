"""The web door of a house: its routes, and the watcher that runs while the server does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.door import Door
from bot.channels.web.api import Api
from bot.channels.web.conversations import CHANNEL, Conversations
from bot.channels.web.events import Streams
from bot.channels.web.origins import Origins
from bot.channels.web.stopping import when_stopping
from bot.channels.web.tokens import Tokens
from bot.channels.web.watch import Watch
from bot.service.house import House
from bot.service.turn import Clock, utc_now
from bot.settings import Settings


def web_door(house: House, settings: Settings, *, clock: Clock = utc_now) -> Door:
    """The door that these settings open."""
    watch = Watch(store=house.store, channel=CHANNEL)
    conversations = Conversations(house=house, clock=clock, moved=watch.look)
    api = Api(
        tokens=Tokens(store=house.store),
        conversations=conversations,
        streams=Streams(conversations=conversations, watch=watch),
        origins=Origins(own=settings.address, sites=settings.sites),
        words=house.heart.script.words,
    )

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        with when_stopping(watch.end):
            async with watch.running():
                yield

    return Door(routes=api.routes(), running=running)
