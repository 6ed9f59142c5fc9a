"""What a turn needs from other rooms: a reader of texts, handlers of effects, a queue of jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from bot.conversation.effects import Effect
from bot.conversation.events import EffectResult, Reading
from bot.store.sealing import Sealer

if TYPE_CHECKING:
    from bot.conversation.question import Standing


class Reader(Protocol):
    """Understands a text against the question on screen; never inside a transaction."""

    def read(self, text: str, standing: Standing, now: datetime) -> Reading:
        """What the text says."""


@dataclass(frozen=True, kw_only=True)
class EffectContext:
    """Whose effect it is: row ids of the person and the conversation, the turn's number and instant, the channel and
    language, the sealer of encrypted columns, and the store's keyed hash of what must be recognised and not read."""

    person_id: int
    conversation_id: int
    number: int
    now: datetime
    channel: str
    language: str
    sealer: Sealer
    find: Callable[..., bytes]


class EffectHandler(Protocol):
    """Applies effects on the turn's own connection, whose transaction commits or undoes it with the turn."""

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """Applies it and says what became of it; raises nothing for what can go wrong in the field."""


Handlers = Mapping[type[Effect], EffectHandler]


class JobQueue(Protocol):
    """What must happen later."""

    def defer(
        self, connection: Connection, name: str, key: str | None, due: datetime, payload: Mapping[str, str | int]
    ) -> None:
        """Adds a job on the connection's transaction; a job of the same name and key that still waits is kept as it is.

        The payload holds row ids and codes, nothing personal.
        """
