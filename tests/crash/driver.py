"""Kills a real server again and again during thousands of turns, then proves that nothing was lost or recorded twice.

    python -m tests.crash.driver --kills 50 --turns 2000 [--seed 7] [--database postgresql]

Some kills come from outside after so many acknowledgements; the others at named points of a turn: right after intake, before
and after the commit, after the sending. Exits 1 with everything that differs.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.settings import Settings, encryption_keys
from bot.store.faults import POINTS
from bot.store.store import open_store
from tests.crash.ledger import Ledger
from tests.crash.lives import Lives
from tests.crash.senders import TOKEN, Sender
from tests.crash.verdict import compare
from tests.postgresql import postgresql

SENDERS = 6
OUTSIDE = "outside"
PATIENCE = 30.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a life of the server ends: at the nth passage of a point, or after so many acknowledgements."""

    point: str
    nth: int

    @property
    def variables(self) -> Mapping[str, str]:
        """What tells the server to die."""
        return {} if self.point == OUTSIDE else {"ESCALE_CRASH_AT": f"{self.point}:{self.nth}"}


@dataclass(kw_only=True)
class Drive:
    """One run: so many kills during so many turns."""

    server: Lives
    kills: int
    turns: int
    random: Random
    ledger: Ledger = field(default_factory=Ledger)
    killed: Counter[str] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)
    _in_this_life: int = 0

    async def run(self) -> None:
        """Senders talk while the server dies and comes back, until both counts are reached."""
        senders = [
            Sender(
                name=f"sender {number}",
                port=self.server.port,
                random=Random(self.random.random()),
                ledger=self.ledger,
                wanted=self._wanted,
                on_acknowledged=self._acknowledged,
            )
            for number in range(SENDERS)
        ]
        talking = asyncio.gather(*(sender.talk() for sender in senders))
        try:
            await self._live_and_die()
            await talking
            await self._all_again(senders[0])
        except BaseException:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
            raise

    async def _live_and_die(self) -> None:
        """One life of the server after the other; the last goes on."""
        for plan in self._plans():
            self._start(plan)
            await self._until_dead(plan)
            self.killed[plan.point] += 1
        self._start()

    def _plans(self) -> Iterator[Plan]:
        """Half the kills from outside, the others shared among the points, in any order."""
        points = [OUTSIDE if number % 2 else POINTS[number // 2 % len(POINTS)] for number in range(self.kills)]
        self.random.shuffle(points)
        longest = max(2, round(self.turns / max(self.kills, 1) * 1.6))
        for point in points:
            yield Plan(point=point, nth=self.random.randint(1, longest))

    def _wanted(self) -> bool:
        return sum(self.killed.values()) < self.kills or len(self.ledger.messages) < self.turns

    def _acknowledged(self) -> None:
        self._in_this_life += 1

    def _start(self, plan: Plan | None = None) -> None:
        self._in_this_life = 0
        self.starts.append(self.server.start(**(plan.variables if plan else {})))

    async def _until_dead(self, plan: Plan) -> None:
        until = time.perf_counter() + PATIENCE
        while self.server.alive:
            if plan.point == OUTSIDE and self._in_this_life >= plan.nth:
                self.server.kill()
            elif time.perf_counter() > until:
                self.ledger.problems.append(f"the server wasn't killed at {plan.point}:{plan.nth} in {PATIENCE:.0f} s")
                self.server.kill()
            await asyncio.sleep(0.001)

    async def _all_again(self, sender: Sender) -> None:
        """Every message once more: each has the replies it had."""
        for message in self.ledger.messages:
            await sender.deliver(message)


def verdict(drive: Drive, settings: Settings) -> list[str]:
    """Everything that is wrong once the server has stopped."""
    store = open_store(settings.database_url, encryption_keys(settings).keys)
    try:
        problems = [*drive.ledger.problems, *compare(store, drive.ledger)]
    finally:
        store.close()
    unanswered = [message for message in drive.ledger.messages if message.replies is None]
    return [*problems, *(f"{one.sender} {one.id}: never acknowledged" for one in unanswered)]


def database(kind: str) -> AbstractContextManager[str]:
    """The address of an empty database; none for SQLite's default."""
    return nullcontext("") if kind == "sqlite" else postgresql()


def crash(kills: int, turns: int, seed: int, kind: str, say: Callable[[str], None] = print) -> int:
    """One run from an empty database to the verdict; 0 where nothing is wrong."""
    began = time.perf_counter()
    with TemporaryDirectory(prefix="escale-crash-", ignore_cleanup_errors=True) as written:
        folder = Path(written)
        with database(kind) as url:
            settings = Settings(data=folder, database=url)
            variables = {"ESCALE_DATA": written, "ESCALE_DATABASE": url, "ESCALE_REST_TOKEN": TOKEN}
            server = Lives(variables, folder / "server.log")
            drive = Drive(server=server, kills=kills, turns=turns, random=Random(seed))
            try:
                asyncio.run(drive.run())
            finally:
                status = server.stop()
            problems = verdict(drive, settings)
            problems += [f"the server stopped with status {status}"] if status not in (0, -15) else []
            problems += _indiscretions(folder / "server.log")
    _report(drive, problems, time.perf_counter() - began, say)
    return int(bool(problems))


def _indiscretions(log: Path) -> list[str]:
    said = log.read_text(encoding="utf-8")
    return [f"the log says {word!r}" for word in ("person", "Rimouski", "eligibility:", TOKEN) if word in said]


def _report(drive: Drive, problems: list[str], seconds: float, say: Callable[[str], None]) -> None:
    at = ", ".join(f"{number} {point}" for point, number in sorted(drive.killed.items()))
    say(f"{sum(drive.killed.values())} kills ({at}) during {len(drive.ledger.messages)} turns in {seconds:.0f} s")
    say(
        f"{drive.ledger.sent_again} messages sent again; a start takes {sorted(drive.starts)[len(drive.starts) // 2]:.2f} s"
    )
    for problem in problems[:40]:
        say(f"✗ {problem}")
    say(
        f"{len(problems)} problems"
        if problems
        else "nothing lost, nothing recorded twice, the same replies to the same ids"
    )


def main() -> int:
    """Reads the arguments and runs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=None, help="replays the same plan of kills")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else int(time.time())
    print(f"seed {seed}", flush=True)
    return crash(options.kills, options.turns, seed, options.database)


if __name__ == "__main__":
    sys.exit(main())
