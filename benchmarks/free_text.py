"""Messages as people type them, over REST, eight people at a time, the model of intents listening to each.

    python -m benchmarks.free_text [--seconds 15] [--clients 8]

The messages are those of the development set. Prints turns a second, the median and the 95th percentile of a turn, and how many
turns went on without the model. Exits 1 where the target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from benchmarks.http_connection import HttpConnection
from benchmarks.rest_turns import PATH, TOKEN
from benchmarks.server_process import ServerProcess
from bot.conversation.words import LANGUAGES
from bot.loading.examples import NLU, load_examples

SERVED = "import sys; sys.argv = ['bot', 'serve']; from bot.cli import main; main()"
READY_WITHIN = 120.0
TARGET_P95_MS = 40
TURNS_A_PERSON = 8
_people = count()


async def measure(port: int, clients: int, seconds: float) -> list[float]:
    """Milliseconds of each turn, sorted."""
    messages = cycle([one.text for one in load_examples(NLU, LANGUAGES) if one.dev][::7])
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def client() -> None:
        connection = HttpConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            sender = f"person {next(_people)}"
            for turn in range(TURNS_A_PERSON):
                body = json.dumps({"sender": sender, "message": next(messages), "message_id": str(turn)})
                began = time.perf_counter()
                status, answer = await connection.post(PATH, body.encode())
                times.append((time.perf_counter() - began) * 1000)
                if status != 200:
                    raise RuntimeError(f"a turn got {status}: {answer[:300]!r}")
        connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return sorted(times)


def wait_until_ready(port: int) -> None:
    """Waits until the model answers too; raises RuntimeError where it takes too long."""
    until = time.perf_counter() + READY_WITHIN
    while time.perf_counter() < until:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            if json.load(answer)["nlu"] == "ok":
                return
        time.sleep(0.5)
    raise RuntimeError(f"the model wasn't ready within {READY_WITHIN:g} s")


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="escale-benchmark-") as written:
        folder = Path(written)
        server = ServerProcess({"ESCALE_DATA": str(folder), "ESCALE_REST_TOKEN": TOKEN}, folder / "log", SERVED)
        server.start()
        try:
            wait_until_ready(server.port)
            times = asyncio.run(measure(server.port, options.clients, options.seconds))
            without = (folder / "log").read_text(encoding="utf-8").count("going on without")
        finally:
            server.stop()
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{len(times) / options.seconds:.0f} turns/s, median {p50:.1f} ms, 95th percentile {p95:.1f} ms")
    print(f"the model was given up on {without} times")
    return int(p95 >= TARGET_P95_MS)


if __name__ == "__main__":
    sys.exit(main())
