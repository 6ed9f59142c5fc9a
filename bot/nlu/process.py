"""Rasa as a child process on the loopback: started, watched, started again with longer and longer waits, stopped with us."""

from __future__ import annotations

import logging
import secrets
import socket
import subprocess
import time
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx

from bot.nlu.client import A_WORD
from bot.nlu.project import NluError, Project

STARTING = 90.0
"""Seconds that a start may take on a slow machine."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
STEADY = 60.0
"""Seconds after which a process that ran is no longer held against the next."""
_POLL = 0.25
PORTS = range(15_000, 30_000)
_logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class NluProcess:
    """One Rasa server of this process's own; its address and token are chosen once, so that clients may keep them."""

    project: Project = field(default_factory=Project)
    port: int = 0
    token: str = field(default_factory=secrets.token_urlsafe)
    _child: subprocess.Popen[bytes] | None = None
    _stopping: Event = field(default_factory=Event)
    _ready: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __post_init__(self) -> None:
        self.port = self.port or _free_port()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child else None

    @property
    def ready(self) -> bool:
        """Whether the child serves the model that was trained."""
        return self._ready.is_set()

    def start(self) -> None:
        """Starts it and keeps it running, in a thread of its own."""
        self.project.command()
        self._thread = Thread(target=self._keep_running, name="escale-nlu", daemon=True)
        self._thread.start()

    def wait(self, seconds: float = STARTING) -> bool:
        """Waits until it is ready; whether it is."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """Stops the child, and waits for it."""
        self._stopping.set()
        _end(self._child)
        if self._thread:
            self._thread.join()

    def _keep_running(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            began = time.monotonic()
            self._run()
            self._ready.clear()
            if self._stopping.is_set():
                return
            wait = FIRST_WAIT if time.monotonic() - began > STEADY else min(2 * wait, LONGEST_WAIT)
            _logger.warning("the model of intents stopped, starting it again in %g s", wait)
            self._stopping.wait(wait)

    def _run(self) -> None:
        self._child = subprocess.Popen(  # noqa: S603 our own command
            self.project.beside(
                *("run", "--enable-api", "-m", str(self.project.model)),
                *("-i", "127.0.0.1", "-p", str(self.port), "--auth-token", self.token),
            ),
            cwd=self.project.folder,
            env=dict(self.project.environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            if self._comes_up():
                self._ready.set()
                self._child.wait()
        except NluError as error:
            _logger.error("%s", error)
        finally:
            _end(self._child)

    def _comes_up(self) -> bool:
        """Whether the child serves our model in time; raises `NluError` where it serves another."""
        until = time.monotonic() + STARTING
        while time.monotonic() < until and not self._stopping.is_set() and self._child and self._child.poll() is None:
            try:
                status = httpx.get(f"{self.url}/status", params={"token": self.token}, timeout=2, trust_env=False).json()
            except (httpx.HTTPError, ValueError):
                self._stopping.wait(_POLL)
                continue
            served = str(status.get("model_file", "")).rpartition("/")[2]
            if served != self.project.model.name:
                raise NluError(f"Rasa serves {served!r} instead of {self.project.model.name}. Run: bot train")
            return self._is_warm()
        return False

    def _is_warm(self) -> bool:
        """Whether a first message was answered: it is the slow one, for it reads what the next ones find in memory."""
        try:
            answer = httpx.post(
                f"{self.url}/model/parse",
                params={"token": self.token},
                json={"text": A_WORD},
                timeout=STARTING,
                trust_env=False,
            )
        except httpx.HTTPError:
            return False
        return answer.is_success


def _free_port() -> int:
    """A port where nothing listens, below those that outgoing connections take while the process isn't there."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _end(child: subprocess.Popen[bytes] | None) -> None:
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
