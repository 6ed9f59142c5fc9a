"""Senders that talk as people do, through a server that keeps dying: what isn't acknowledged is sent again, some of it twice at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from benchmarks.http_connection import ConnectionLostError, HttpConnection
from tests.crash.ledger import Ledger, Message, Replies

TOKEN = "token-of-the-crash-driver"
PATH = f"/webhooks/rest/webhook?token={TOKEN}"
TYPED = ("bonjour", "Rimouski", "2", "je ne sais pas", "pourquoi ?", "retour", "Gaspésie 🏔️", "oui")
LONGEST_CONVERSATION = 15
LEFT_ALONE = ("erase", "privacy", "under_14")  # an erasure leaves nothing to compare
AGAIN = 0.05
TWICE_AT_ONCE = 0.05


@dataclass(kw_only=True)
class Sender:
    """One line of conversations, one person after the other; `wanted` says whether more messages are wanted."""

    name: str
    port: int
    random: Random
    ledger: Ledger
    wanted: Callable[[], bool]
    on_acknowledged: Callable[[], None]
    _connections: tuple[HttpConnection, HttpConnection] = field(init=False)

    def __post_init__(self) -> None:
        self._connections = (HttpConnection("127.0.0.1", self.port), HttpConnection("127.0.0.1", self.port))

    async def talk(self) -> None:
        """Sends messages until no more are wanted."""
        person = 0
        while self.wanted():
            person += 1
            await self._converse(f"{self.name} person {person}")
        for connection in self._connections:
            connection.close()

    async def _converse(self, person: str) -> None:
        replies: Replies = []
        for number in range(self.random.randint(3, LONGEST_CONVERSATION)):
            if not self.wanted():
                return
            message = Message(sender=person, id=f"m{number}", text=self._next(replies))
            self.ledger.add(message)
            replies = await self.deliver(message)
            if self.random.random() < AGAIN:
                await self.deliver(message)

    def _next(self, replies: Replies) -> str:
        payloads = [button["payload"] for reply in replies for button in reply.get("buttons", ())]
        payloads = [one for one in payloads if not any(word in one for word in LEFT_ALONE)]
        if not replies:
            return self.random.choice(("", "/start", "bonjour"))
        return self.random.choice(payloads) if payloads and self.random.random() < 0.8 else self.random.choice(TYPED)

    async def deliver(self, message: Message) -> Replies:
        """Sends a message until it is acknowledged; sometimes twice at once."""
        while True:
            several = self._connections if self.random.random() < TWICE_AT_ONCE else self._connections[:1]
            answers = await asyncio.gather(*(self._send(connection, message) for connection in several))
            given = [answer for answer in answers if answer is not None]
            for replies in given:
                first = message.replies is None
                self.ledger.acknowledge(message, replies)
                if first:
                    self.on_acknowledged()
            if given:
                return given[0]
            await asyncio.sleep(0.02)

    async def _send(self, connection: HttpConnection, message: Message) -> Replies | None:
        message.sent += 1
        body = {"sender": message.sender, "message": message.text, "message_id": message.id}
        try:
            status, answer = await connection.post(PATH, json.dumps(body).encode())
        except ConnectionLostError:
            return None
        if status != 200:
            self.ledger.problems.append(f"{message.sender} {message.id}: {status} {answer[:200]!r}")
            await asyncio.sleep(0.1)
            return None
        replies: Replies = json.loads(answer)
        return replies
