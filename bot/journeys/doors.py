"""The doors a path can be played through: a house in this process as the terminal uses it; REST and the web on a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from bot.channels.web.conversations import CHANNEL as WEB
from bot.channels.web.tokens import Tokens
from bot.conversation.facts import Value
from bot.conversation.replies import read_payload
from bot.errors import EscaleError
from bot.journeys.player import Button, Heard
from bot.service.house import House
from bot.service.updates import START

if TYPE_CHECKING:
    from bot.conversation.replies import Reply


class DoorError(EscaleError):
    """The server didn't answer as a door does; the message says what it answered."""


@dataclass(kw_only=True)
class TerminalDoor:
    """The terminal's channel, in this process; `forward` moves the house's clock by days."""

    house: House
    forward: Callable[[int], None] | None = None
    address: str = field(default_factory=lambda: uuid4().hex)
    channel: str = "terminal"
    _last: tuple[str, str] = ("", "")

    def send(self, text: str, *, again: bool = False) -> tuple[Heard, ...]:
        """Takes a turn and gives its replies."""
        if not again:
            self._last = (text, uuid4().hex)
        text, update_id = self._last
        return tuple(_heard(reply) for reply in self.house.take(self.channel, self.address, text, update_id).replies)

    def facts(self) -> Mapping[str, Value]:
        """What the house knows of the person."""
        return self.house.facts(self.channel, self.address)

    def wait(self, days: int) -> None:
        """Moves the house's clock on."""
        if self.forward is None:
            raise DoorError("this path moves the clock: play it on a server of its own (without --server)")
        self.forward(days)


@dataclass(kw_only=True)
class RestDoor:
    """REST on a server, whose facts are read in `house`, opened on the same database."""

    server: str
    token: str
    house: House
    forward: Callable[[int], None] | None = None
    address: str = field(default_factory=lambda: uuid4().hex)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))
    _last: tuple[str, str] = ("", "")

    def send(self, text: str, *, again: bool = False) -> tuple[Heard, ...]:
        """Posts a message and reads the replies."""
        if not again:
            self._last = (text, uuid4().hex)
        answer = self.client.post(
            f"{self.server}/webhooks/rest/webhook",
            params={"token": self.token},
            json={"sender": self.address, "message": self._last[0], "message_id": self._last[1]},
        )
        if answer.status_code != 200:
            raise DoorError(f"{self.server} answered {answer.status_code}: {answer.text[:300]}")
        return tuple(_received(message) for message in answer.json())

    def facts(self) -> Mapping[str, Value]:
        """What the server's database knows of the person."""
        return self.house.facts("rest", self.address)

    def wait(self, days: int) -> None:
        """Moves the server's clock on, where it is this process's own."""
        if self.forward is None:
            raise DoorError("this path moves the clock: play it on a server of its own (without --server)")
        self.forward(days)


@dataclass(kw_only=True)
class WebDoor:
    """The widget's API on a server, whose facts are read in `house`, opened on the same database."""

    server: str
    house: House
    forward: Callable[[int], None] | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))
    _token: str = ""
    _last: Mapping[str, str] = field(default_factory=dict)

    def send(self, text: str, *, again: bool = False) -> tuple[Heard, ...]:
        """Posts a message, as a button where it is one, and reads the replies; the first opens a session."""
        if not self._token:
            self._token = str(self._post("sessions", {}, 201)["token"])
        if not again:
            pressed = text.startswith(START) or read_payload(text) is not None
            self._last = {"id": str(uuid4()), "payload" if pressed else "text": text}
        return tuple(_shown(reply) for reply in self._post("messages", self._last, 200))

    def facts(self) -> Mapping[str, Value]:
        """What the server's database knows of the person."""
        return self.house.facts(WEB, Tokens(store=self.house.store).address(self._token) or "")

    def wait(self, days: int) -> None:
        """Moves the server's clock on, where it is this process's own."""
        if self.forward is None:
            raise DoorError("this path moves the clock: play it on a server of its own (without --server)")
        self.forward(days)

    def _post(self, what: str, body: Mapping[str, str], expected: int) -> Any:
        bearer = {"authorization": f"Bearer {self._token}"} if self._token else {}
        answer = self.client.post(f"{self.server}/chat/{what}", json=body, headers=bearer)
        if answer.status_code != expected:
            raise DoorError(f"{self.server} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()


def _shown(reply: Mapping[str, Any]) -> Heard:
    buttons = tuple(Button(title=str(one["title"]), payload=str(one["payload"])) for one in reply["buttons"])
    return Heard(text=str(reply["text"]), key=str(reply["key"]), buttons=buttons)


def _heard(reply: Reply) -> Heard:
    buttons = tuple(Button(title=option.title, payload=option.payload) for option in reply.options)
    return Heard(text=reply.text, key=reply.key, buttons=buttons)


def _received(message: dict[str, object]) -> Heard:
    custom, buttons = message.get("custom"), message.get("buttons")
    return Heard(
        text=str(message["text"]),
        key=str(custom["key"]) if isinstance(custom, dict) else "",
        buttons=tuple(
            Button(title=str(one["title"]), payload=str(one["payload"]))
            for one in (buttons if isinstance(buttons, list) else ())
        ),
    )
