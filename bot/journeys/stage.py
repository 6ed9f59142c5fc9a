"""Where paths are played: a house of its own on a temporary database, with a clock that moves, and every door beside it.

Nothing of it outlives the stage. Jobs and the nightly purge run when the clock moves, so that weeks pass at once.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path as Folder
from tempfile import TemporaryDirectory
from threading import Thread

import httpx
import uvicorn

from bot.app import build_app
from bot.channels.door import Door
from bot.channels.telegram.door import telegram_door
from bot.channels.web.web_door import web_door
from bot.house import open_house, policies_of
from bot.jobs.in_process import InProcessRunner
from bot.journeys.bot_api.server import bot_api_served
from bot.journeys.bot_api.world import World
from bot.journeys.doors import DoorError, RestDoor, TerminalDoor, WebDoor
from bot.journeys.path import Path
from bot.journeys.player import Door as PersonsDoor
from bot.journeys.telegram_door import TelegramDoor
from bot.montreal import ZONE
from bot.service.data_rights import purge
from bot.service.house import House
from bot.settings import Settings
from bot.store.sealing import new_key

CHANNELS = ("rest", "web", "telegram", "terminal")
TOKEN = "a-token-for-the-stage-alone"  # noqa: S105 it opens a server of one test on the loopback
LOOPBACK_PACE = 10_000
_MORNING = hour(10)
_STARTING = 10.0
_PATIENCE = 30.0


@dataclass(kw_only=True)
class MovableClock:
    """A clock that stands at `now` until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        """The instant it shows."""
        return self.now

    def forward(self, days: int) -> None:
        """Moves on by whole days."""
        self.now += timedelta(days=days)

    def begin(self, day: date | None) -> None:
        """Shows ten in the morning of a day in Montréal; the present instant where no day is named."""
        self.now = datetime.combine(day, _MORNING, ZONE) if day else datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A temporary house and its clock; where it is served over HTTP, its address and a client that speaks to it; where it is
    on Telegram, the world of its Bot API server."""

    house: House
    clock: MovableClock
    server: str = ""
    client: httpx.Client | None = None
    telegram: World | None = None

    def door(self, channel: str, path: Path) -> PersonsDoor:
        """The door of a channel for someone new, on the day that the path begins."""
        self.clock.begin(path.on)
        if channel == "terminal":
            return TerminalDoor(house=self.house, forward=self.forward)
        if channel == "rest" and self.client:
            return RestDoor(server=self.server, token=TOKEN, house=self.house, forward=self.forward, client=self.client)
        if channel == "web" and self.client:
            return WebDoor(server=self.server, house=self.house, forward=self.forward, client=self.client)
        if channel == "telegram" and self.telegram:
            return TelegramDoor(world=self.telegram, house=self.house, forward=self.forward)
        raise DoorError(f"This stage has no door {channel!r}. Play it through one of: {', '.join(CHANNELS)}.")

    def forward(self, days: int) -> None:
        """Moves the clock on: what those days and nights would have brought is there."""
        self.clock.forward(days)
        if isinstance(self.house.runner, InProcessRunner):
            self.house.runner.run_due()
        purge(self.house.store, self.clock())


@contextmanager
def stage(*, served: bool = False, telegram: bool = False) -> Iterator[Stage]:
    """A stage, `served` over HTTP on a loopback port or not, on `telegram` or not; everything is removed at the end."""
    clock = MovableClock(now=datetime.now(UTC))
    with TemporaryDirectory(prefix="escale-stage-", ignore_cleanup_errors=True) as folder, ExitStack() as beside:
        settings = Settings(data=Folder(folder), keys=new_key(), rest_token=TOKEN)
        world = World() if telegram else None
        if world:
            api = beside.enter_context(bot_api_served(world))
            settings = replace(settings, telegram_token=world.token, telegram_api=api)
        house = open_house(settings, clock=clock)
        if served or telegram:
            doors: tuple[Door, ...] = (web_door(house, settings, clock=clock),)
            if world:
                doors += (telegram_door(house, settings, clock=clock, per_second=LOOPBACK_PACE),)
            with _served(house, doors) as address, httpx.Client(timeout=_PATIENCE) as client:
                yield Stage(house=house, clock=clock, server=address, client=client, telegram=world)
        else:
            with closing(house):
                yield Stage(house=house, clock=clock)


@contextmanager
def _served(house: House, doors: Sequence[Door]) -> Iterator[str]:
    """REST and other doors over this house, in a thread, its jobs left to the stage; gives its address, and closes the house."""
    app = build_app(replace(house, runner=None), TOKEN, policies_of(house), doors)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="escale-stage", daemon=True)
        thread.start()
        try:
            _wait_for(server, thread)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(server: uvicorn.Server, thread: Thread) -> None:
    until = time.monotonic() + _STARTING
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise DoorError("The stage's server did not start; its own messages above say why.")
        time.sleep(0.01)
