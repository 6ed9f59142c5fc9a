"""What the driver itself knows: every message it sent, and the replies it was given for it. Compared in the end with the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Replies = list[dict[str, Any]]


@dataclass(kw_only=True)
class Message:
    """One message, and its replies once it was acknowledged."""

    sender: str
    id: str
    text: str
    replies: Replies | None = None
    sent: int = 0


@dataclass(kw_only=True)
class Ledger:
    """Every message, in the order each sender sent them; `problems` is what should never happen."""

    messages: list[Message] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, message: Message) -> None:
        """A new message is about to be sent."""
        self.messages.append(message)

    def acknowledge(self, message: Message, replies: Replies) -> None:
        """Replies came for a message; they must be those that came before."""
        if message.replies is None:
            message.replies = replies
        elif message.replies != replies:
            self.problems.append(f"{message.sender} {message.id}: sent again, other replies came")
        if any(reply["custom"]["key"] == "problems.trouble" for reply in replies):
            self.problems.append(f"{message.sender} {message.id}: the turn failed")

    @property
    def acknowledged(self) -> int:
        """How many messages have their replies."""
        return sum(message.replies is not None for message in self.messages)

    @property
    def sent_again(self) -> int:
        """How many sendings were of a message sent before."""
        return sum(message.sent - 1 for message in self.messages if message.sent)

    def by_sender(self) -> Iterator[tuple[str, list[Message]]]:
        """The messages of each sender, in order."""
        senders: dict[str, list[Message]] = {}
        for message in self.messages:
            senders.setdefault(message.sender, []).append(message)
        yield from senders.items()
