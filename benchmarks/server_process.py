"""A server in a process of its own: started, waited for, stopped or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PREPARING = """
import uvicorn
from bot.app import serve
from bot.house import read_contents
from bot.settings import read_settings
read_contents()
"""
SERVING = "serve(read_settings())"
START_WITHIN = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class ServerProcess:
    """Runs a Python program with these ESCALE_ variables: it imports the product and reads its files, then does `serving`.

    What it says goes to `log`.
    """

    def __init__(self, variables: Mapping[str, str], log: Path, serving: str = SERVING) -> None:
        self.port = free_port()
        self._variables = {"ESCALE_HOST": "127.0.0.1", "ESCALE_PORT": str(self.port), **variables}
        self._log = log
        self._program = f"{PREPARING}input()\n{serving}"
        self._process: subprocess.Popen[bytes] | None = None
        self._prepared: deque[subprocess.Popen[bytes]] = deque()

    def prepare(self, **also: str) -> None:
        """Has a further process import everything while this one still serves; it opens nothing before `start`."""
        environment = {**os.environ, **self._variables, **also}
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", self._program], env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        self._prepared.append(process)

    def start(self) -> float:
        """Starts the process prepared first, and waits until it answers; how many seconds that took.

        Raises RuntimeError with what it said.
        """
        began = time.perf_counter()
        if not self._prepared:
            self.prepare()
        process = self._process = self._prepared.popleft()
        if process.stdin:
            process.stdin.write(b"\n")
            process.stdin.close()
        while not self._answers():
            if process.poll() is not None or time.perf_counter() - began > START_WITHIN:
                raise RuntimeError(f"the server didn't start:\n{self._log.read_text()[-3000:]}")
            time.sleep(0.01)
        return time.perf_counter() - began

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def killed(self) -> bool:
        """Whether it died of a kill -9."""
        return self._process is not None and self._process.poll() == -signal.SIGKILL

    def kill(self) -> None:
        """Kills it at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Asks it to stop and waits; its exit status. Those that were prepared go too."""
        while self._prepared:
            spare = self._prepared.popleft()
            spare.kill()
            spare.communicate()
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(timeout=20)
