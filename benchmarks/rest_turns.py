"""A five-turn questionnaire over REST, eight people at a time, beside the floor: the same statements without a conversation.

    python -m benchmarks.rest_turns [--seconds 10] [--rounds 3] [--clients 8]

Default settings, encryption included; the client runs on the same machine. Exits 1 where the target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.http_connection import HttpConnection
from benchmarks.server_process import PRODUCT, ServerProcess

TOKEN = "token-of-the-benchmark"
PATH = f"/webhooks/rest/webhook?token={TOKEN}"
TURNS = ("", "eligibility", "job", "later", "undecided")
TARGET_TURNS_PER_SECOND = 600
TARGET_P95_MS = 30
_people = count()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one round gave: turns a second, and the time of each turn in milliseconds, sorted."""

    per_second: float
    milliseconds: list[float]

    def percentile(self, part: float) -> float:
        """The time within which this part of the turns was answered."""
        return self.milliseconds[min(int(len(self.milliseconds) * part), len(self.milliseconds) - 1)]


async def questionnaire(connection: HttpConnection, times: list[float]) -> list[list[dict[str, Any]]]:
    """One person's five turns, by the buttons they are shown; the replies of each."""
    sender = f"person {next(_people)}"
    said: list[list[dict[str, Any]]] = []
    for turn, wanted in enumerate(TURNS):
        body = json.dumps(
            {"sender": sender, "message": pressed(said[-1], wanted) if said else wanted, "message_id": str(turn)}
        )
        began = time.perf_counter()
        status, answer = await connection.post(PATH, body.encode())
        times.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"turn {turn} got {status}: {answer[:300]!r}")
        said.append(json.loads(answer))
    return said


def pressed(replies: list[dict[str, Any]], wanted: str) -> str:
    """The payload of the button whose option is `wanted`, else of the first one."""
    payloads: list[str] = [button["payload"] for reply in replies for button in reply.get("buttons", ())]
    return next((payload for payload in payloads if payload.split(":")[2] == wanted), payloads[0])


async def measure(port: int, clients: int, seconds: float) -> Measured:
    """Questionnaires one after the other on each connection, for so many seconds."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def client() -> None:
        connection = HttpConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            await questionnaire(connection, times)
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return Measured(per_second=len(times) / (time.perf_counter() - began), milliseconds=sorted(times))


def record(server: ServerProcess, data: Path, into: Path) -> None:
    """Plays one questionnaire and records how long its replies and its journal are, for the floor."""

    async def once() -> list[list[dict[str, Any]]]:
        return await questionnaire(HttpConnection("127.0.0.1", server.port), [])

    said = asyncio.run(once())
    with closing(sqlite3.connect(data / "escale.db")) as database:
        lengths = [row[0] for row in database.execute("SELECT length(body_sealed) FROM journal ORDER BY number")]
    turns = [
        {
            "journal": max(length - 120, 1),
            "replies": [
                {"text": len(reply["text"]), "titles": [len(button["title"]) for button in reply.get("buttons", ())]}
                for reply in replies
            ],
        }
        for length, replies in zip(lengths, said, strict=True)
    ]
    into.write_text(json.dumps(turns), encoding="utf-8")


@contextmanager
def running(folder: Path, name: str, program: str = PRODUCT) -> Iterator[ServerProcess]:
    """A server on a database of its own."""
    variables = {"ESCALE_DATA": str(folder / name), "ESCALE_REST_TOKEN": TOKEN}
    log = folder / f"{name}.log"
    server = ServerProcess(variables, log, program)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def told(name: str, rounds: list[Measured]) -> float:
    """Prints a line of the table; turns a second, the median of the rounds."""
    per_second = statistics.median(one.per_second for one in rounds)
    p50 = statistics.median(one.percentile(0.5) for one in rounds)
    p95 = statistics.median(one.percentile(0.95) for one in rounds)
    print(f"{name:<10}{per_second:>10.0f}{p50:>10.1f}{p95:>10.1f}", flush=True)
    return per_second


def main() -> int:
    """Measures the product and its floor in turns, prints both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="escale-benchmark-") as written:
        folder = Path(written)
        recorded = folder / "recorded.json"
        floor_program = (
            f"from pathlib import Path; from benchmarks.floor import serve_floor; serve_floor(Path({str(recorded)!r}))"
        )
        with running(folder, "product") as product:
            record(product, folder / "product", recorded)
            with running(folder, "floor", floor_program) as floor:
                rounds: dict[str, list[Measured]] = {"product": [], "floor": []}
                for _ in range(options.rounds):
                    for name, server in (("product", product), ("floor", floor)):
                        rounds[name].append(asyncio.run(measure(server.port, options.clients, options.seconds)))
    print(f"{'':<10}{'turns/s':>10}{'p50 ms':>10}{'p95 ms':>10}")
    per_second, floor_per_second = told("product", rounds["product"]), told("floor", rounds["floor"])
    print(f"the product does {per_second / floor_per_second:.0%} of its floor's turns")
    p95 = statistics.median(one.percentile(0.95) for one in rounds["product"])
    return int(per_second < TARGET_TURNS_PER_SECOND or p95 >= TARGET_P95_MS)


if __name__ == "__main__":
    sys.exit(main())
