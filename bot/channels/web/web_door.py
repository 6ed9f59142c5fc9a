"""The web door of a house: its routes, and the watcher that runs while the server does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.door import Door
from bot.channels.web.api import Api
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.conversations import CHANNEL, Conversations
from bot.channels.web.events import Streams
from bot.channels.web.files import file_routes
from bot.channels.web.openapi import OPENAPI
from bot.channels.web.origins import Origins
from bot.channels.web.pages import Pages
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
    tokens, words = Tokens(store=house.store), house.heart.script.words
    origins = Origins(own=settings.address, sites=settings.sites)
    pages = Pages(words=words, operator=settings.operator, address=settings.address)
    secure = settings.address.startswith("https:")
    api = Api(
        tokens=tokens,
        conversations=conversations,
        streams=Streams(conversations=conversations, watch=watch),
        origins=origins,
        words=words,
    )
    chat_page = ChatPage(tokens=tokens, conversations=conversations, pages=pages, secure=secure)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        with when_stopping(watch.end):
            async with watch.running():
                yield

    routes = [*api.routes(), *pages.routes(), *chat_page.routes(), *file_routes(words, origins)]
    return Door(routes=routes, running=running, described=OPENAPI)
