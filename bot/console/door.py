"""The console as a door of the server: its pages under /console, and the files they use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.channels.door import Door
from bot.console.addresses import Addresses
from bot.console.desk import Desk
from bot.console.entry import Entry
from bot.console.gate import Gate
from bot.console.learning import Learning
from bot.console.moving import Mover
from bot.console.pages import BASE, HEADERS, Pages, Static, static_files
from bot.console.sessions import Sessions
from bot.jobs import queue_for
from bot.referrals.ledger import Ledger
from bot.service.confirmations import Confirmations
from bot.service.house import House
from bot.service.turn import Clock, utc_now
from bot.settings import Settings

FOR_A_YEAR = "public, max-age=31536000, immutable"


def console_door(house: House, settings: Settings, clock: Clock = utc_now) -> Door:
    """The console of a house."""
    return Door(routes=(Mount(BASE, app=console_app(house, settings, clock)),))


def console_app(house: House, settings: Settings, clock: Clock = utc_now) -> Starlette:
    """The pages, whose addresses begin after /console."""
    store, words, directory = house.store, house.heart.script.words, house.heart.knowledge.directory
    confirmations = house.confirmations or Confirmations(store, directory)
    sessions = Sessions(store)
    secure = settings.address.startswith("https:")
    gate = Gate(sessions=sessions, pages=Pages(words, secure=secure, mark_of=sessions.form_mark), clock=clock)
    ledger = Ledger(queue=queue_for(store))
    mover = Mover(store=store, words=words, ledger=ledger, confirmed_on=confirmations.confirmed_on)
    routes = (
        *_files(),
        *Entry(gate=gate).routes(),
        *Desk(gate=gate, store=store, heart=house.heart, mover=mover).routes(),
        *Addresses(gate=gate, store=store, heart=house.heart, confirmations=confirmations).routes(),
        *Learning(gate=gate, store=store).routes(),
    )
    return Starlette(routes=routes, exception_handlers={HTTPException: gate.answer_http})


def _files() -> Iterator[Route]:
    for static in static_files().values():
        yield Route(f"/static/{static.name}", _file(static), methods=["GET"])


def _file(static: Static) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        headers = {**HEADERS, "cache-control": FOR_A_YEAR}
        return Response(static.content, media_type=static.media_type, headers=headers)

    return answer
