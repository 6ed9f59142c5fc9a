"""The product as its operator runs it: `bot serve` in a process of its own, accounts made by `bot user`, Telegram on the loopback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.journeys.bot_api.server import bot_api_served
from bot.journeys.bot_api.world import Message, Person, World
from tests.channels.telegram.exchange import free_port

PASSWORD = "quatre chevaux lents bleus"
STARTING = 60.0
PATIENCE = 20.0
BOT = str(Path(sys.executable).with_name("bot"))


@dataclass(frozen=True, kw_only=True)
class Running:
    """A server of the product, the folder of its data, and the world of its Telegram."""

    address: str
    folder: Path
    environment: Mapping[str, str]
    world: World

    def account(self, login: str, role: str, organization: str | None = None) -> None:
        """Makes an account, as the README says."""
        belongs = ("--organization", organization) if organization else ()
        subprocess.run(
            [BOT, "user", "add", login, "--name", login, "--role", role, *belongs],
            env=dict(self.environment),
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            capture_output=True,
        )

    def organization_of(self, reference: str) -> str:
        """The organisation that a page is for."""
        return self._of_referral("organization", reference)

    def state_of(self, reference: str) -> str:
        """Where a page stands."""
        return self._of_referral("state", reference)

    def _of_referral(self, column: str, reference: str) -> str:
        with closing(sqlite3.connect(self.folder / "escale.db")) as database:
            found: str = database.execute(
                f"SELECT {column} FROM referral WHERE reference = ?", (reference,)
            ).fetchone()[0]
            return found

    def until_told(self, person: Person, *words: str) -> str:
        """Waits until a person on Telegram is told a message that holds all these words; the whole message."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in reversed(self.world.spoken(person.id)):
                if all(one in message.text for one in words):
                    return message.text
            time.sleep(0.05)
        raise AssertionError([message.text for message in self.world.spoken(person.id)][-4:])

    def answer(self, person: Person, turn: int | str) -> Message:
        """Someone on Telegram presses the button of that number, from the end where negative, or types; what is asked next."""
        last = self._asked(person, 0)
        before = len(self.world.spoken(person.id))
        if isinstance(turn, int):
            self.world.press(person, last, last.buttons[turn].data)
        else:
            self.world.say(person, turn)
        return self._asked(person, before)

    def _asked(self, person: Person, after: int) -> Message:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            spoken = self.world.spoken(person.id)
            if len(spoken) > after and spoken[-1].buttons:
                time.sleep(0.05)
                if len(self.world.spoken(person.id)) == len(spoken):
                    return spoken[-1]
            time.sleep(0.02)
        raise AssertionError("no question came")


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """`bot serve` on a free port, stopped at the end by its pid."""
    world, port = World(), free_port()
    with bot_api_served(world) as api:
        environment = {
            **os.environ,
            "ESCALE_DATA": str(folder),
            "ESCALE_PORT": str(port),
            "ESCALE_TELEGRAM_TOKEN": world.token,
            "ESCALE_TELEGRAM_API": api,
        }
        with (folder / "serve.log").open("wb") as log:
            server = subprocess.Popen([BOT, "serve", "--no-nlu"], env=environment, stdout=log, stderr=log)
            try:
                address = f"http://127.0.0.1:{port}"
                _wait_for(address, server)
                yield Running(address=address, folder=folder, environment=environment, world=world)
            finally:
                server.terminate()
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        assert server.poll() is None, "the server stopped"
        try:
            if httpx.get(f"{address}/readyz").json()["poller"] == "ok":
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not become ready")
