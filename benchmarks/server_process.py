"""A server in a process of its own, started as it is from the command line, waited for and stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PRODUCT = "from bot.app import serve; from bot.settings import read_settings; serve(read_settings())"
START_WITHIN = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether a server answers there."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


class ServerProcess:
    """Runs a Python program with these ESCALE_ variables; what it says goes to `log`."""

    def __init__(self, variables: Mapping[str, str], log: Path, program: str = PRODUCT) -> None:
        self.port = free_port()
        self._variables = {"ESCALE_HOST": "127.0.0.1", "ESCALE_PORT": str(self.port), **variables}
        self._log = log
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Starts it and waits until it answers; how many seconds that took. Raises RuntimeError with what it said."""
        began = time.perf_counter()
        environment = {**os.environ, **self._variables}
        with self._log.open("ab") as log:
            process = subprocess.Popen([sys.executable, "-c", self._program], env=environment, stdout=log, stderr=log)
        self._process = process
        while not answers(self.port):
            if process.poll() is not None or time.perf_counter() - began > START_WITHIN:
                raise RuntimeError(f"the server didn't start:\n{self._log.read_text()[-3000:]}")
            time.sleep(0.01)
        return time.perf_counter() - began

    def kill(self) -> None:
        """Ends it at once, whatever it was doing."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Asks it to stop and waits; its exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(timeout=20)
