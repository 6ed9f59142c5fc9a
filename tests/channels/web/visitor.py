"""A visitor of the web door: opens a session, says things, listens to what comes; over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from queue import Empty, Queue
from socket import SHUT_RDWR
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

PATIENCE = 5.0
Event = dict[str, Any]


@dataclass
class Ear:
    """An open stream: what it brings, line by line."""

    heard: Queue[Event | None] = field(default_factory=Queue)
    status: int = 0

    def next(self, within: float = PATIENCE) -> Event:
        """The next event; fails where none comes in time, or the stream ended."""
        event = self.heard.get(timeout=within)
        assert event is not None, "the stream ended"
        return event

    def ended(self, within: float = PATIENCE) -> list[Event]:
        """What came until the stream ended; fails where it goes on."""
        events = []
        while (event := self.heard.get(timeout=within)) is not None:
            events.append(event)
        return events

    def silent(self, during: float = 0.5) -> bool:
        """Whether nothing comes for a while."""
        try:
            self.heard.get(timeout=during)
        except Empty:
            return True
        return False


@dataclass
class Visitor:
    """Someone on a page, with a token once they began."""

    url: str
    client: httpx.Client
    token: str = ""

    @property
    def bearer(self) -> dict[str, str]:
        """The header that carries the token."""
        return {"authorization": f"Bearer {self.token}"}

    def begin(self, **body: Any) -> httpx.Response:
        """Opens a session."""
        response = self.client.post(f"{self.url}/chat/sessions", json=body)
        if response.status_code == 201:
            self.token = response.json()["token"]
        return response

    def post(self, body: Any, **options: Any) -> httpx.Response:
        """Sends a message as it is."""
        return self.client.post(f"{self.url}/chat/messages", json=body, headers=self.bearer, **options)

    def say(self, text: str, message_id: str = "") -> list[Event]:
        """The replies to a text."""
        response = self.post({"id": message_id or str(uuid4()), "text": text})
        assert response.status_code == 200, response.text
        replies: list[Event] = response.json()
        return replies

    def press(self, payload: str) -> list[Event]:
        """The replies to a button."""
        response = self.post({"id": str(uuid4()), "payload": payload})
        assert response.status_code == 200, response.text
        replies: list[Event] = response.json()
        return replies

    def end(self) -> int:
        """Has everything erased; the status."""
        return self.client.delete(f"{self.url}/chat/sessions", headers=self.bearer).status_code

    @contextmanager
    def listening(self, after: int = 0) -> Iterator[Ear]:
        """A stream of this token's conversation, of a connection of its own."""
        ear = Ear()
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE * 6)
        connection.request("GET", f"/chat/events?after={after}", headers=self.bearer)
        response = connection.getresponse()
        ear.status = response.status

        def listen() -> None:
            with suppress(OSError, HTTPException, ValueError):
                while line := response.readline():
                    if line.strip():
                        ear.heard.put(json.loads(line))
            ear.heard.put(None)

        thread = Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield ear
        finally:
            with suppress(OSError):
                connection.sock.shutdown(SHUT_RDWR)
            thread.join(PATIENCE)
            connection.close()

    def history(self, events: int, after: int = 0) -> list[Event]:
        """That many events after a cursor, no more."""
        with self.listening(after) as ear:
            heard = [ear.next() for _ in range(events)]
            assert ear.silent(0.2), "more came than was expected"
            return heard
