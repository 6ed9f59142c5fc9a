"""The lives of a server: real processes, each forked from one that has read the files and opened nothing, so that fifty take seconds."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.server_process import START_WITHIN, answers, free_port

READ_FIRST = ["tests.crash.read_first", "__main__"]
PATIENCE_TO_STOP = 20


class Lives:
    """One server after the other, with these ESCALE_ variables, at one port; what they say goes to `log`."""

    def __init__(self, variables: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self._variables = {"ESCALE_HOST": "127.0.0.1", "ESCALE_PORT": str(self.port), **variables}
        self._log = log
        self._log.touch()
        self._forking = multiprocessing.get_context("forkserver")
        self._forking.set_forkserver_preload(READ_FIRST)
        self._process: multiprocessing.process.BaseProcess | None = None

    def start(self, **also: str) -> float:
        """Starts the next and waits until it answers or dies; how many seconds that took.

        Raises RuntimeError with what it said where it died of something else than a kill.
        """
        began = time.perf_counter()
        process = self._process = self._forking.Process(target=_serve, args=({**self._variables, **also}, self._log))
        process.start()
        while process.is_alive() and not answers(self.port):
            if time.perf_counter() - began > START_WITHIN:
                process.kill()
                process.join()
            time.sleep(0.005)
        if not self.alive and not self.killed:
            raise RuntimeError(f"the server didn't start:\n{self._log.read_text()[-3000:]}")
        return time.perf_counter() - began

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def killed(self) -> bool:
        """Whether it died of a kill -9."""
        return self._process is not None and self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        """Kills it at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.join()

    def stop(self) -> int | None:
        """Asks it to stop and waits; its exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        self._process.join(PATIENCE_TO_STOP)
        return self._process.exitcode


def _serve(variables: Mapping[str, str], log: Path) -> None:
    """In the new process: what the command line does, `ESCALE_CRASH_AT` included."""
    os.environ.update(variables)
    said = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    from bot.app import serve
    from bot.settings import read_settings
    from bot.store import faults

    importlib.reload(faults)
    serve(read_settings())
