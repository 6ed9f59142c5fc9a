"""Everything that runs together, opened once: the store, the conversation, the jobs; used by the server, the terminal, the commands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, select

from bot.conversation.facts import Value
from bot.conversation.journal import Conversation, fold
from bot.service import people, records
from bot.service.confirmations import Confirmations
from bot.service.heart import Heart
from bot.service.measures import Measures
from bot.service.passages import Addresses
from bot.service.turn import Turns
from bot.service.updates import Answer, of_text
from bot.store.store import Store


class Runner(Protocol):
    """Runs jobs as they come due."""

    def start(self) -> None:
        """Starts, in a thread of its own."""

    def stop(self) -> None:
        """Finishes the job under way."""


class Answering(Protocol):
    """A model of intents, as far as its health goes."""

    @property
    def answers(self) -> bool:
        """Whether it answered the last time it was asked."""
        ...

    def is_there(self) -> bool:
        """Whether it answers now, asked for a word."""
        ...

    def close(self) -> None:
        """Lets it go."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What is open; `runner` is None where no jobs run here, `model` where there is none, `confirmations` where no contact can be
    confirmed."""

    store: Store
    heart: Heart
    turns: Turns
    measures: Measures = field(default_factory=Measures)
    addresses: Addresses = field(default_factory=Addresses)
    model: Answering | None = None
    runner: Runner | None = None
    confirmations: Confirmations | None = None

    def take(self, channel: str, address: str, text: str, update_id: str | None = None) -> Answer:
        """Answers a text or a payload and waits for it: for callers without an event loop."""
        return asyncio.run(self.turns.take(of_text(channel, address, text, update_id)))

    def conversation(self, channel: str, address: str) -> Conversation:
        """The conversation of someone; empty where nothing was said."""

        def load(connection: Connection) -> Conversation:
            place = people.find(connection, self.store, channel, address)
            return records.conversation_at(connection, self.store.sealer, place) if place else Conversation()

        return self.store.read(load).result()

    def facts(self, channel: str, address: str) -> Mapping[str, Value]:
        """What someone said that still counts, by fact: those of the person, then those of the flows still open."""
        state = fold(self.conversation(channel, address).turns)
        said = dict(state.facts)
        for frame in state.frames:
            said.update(frame.facts)
        return {name: known.value for name, known in said.items()}

    async def ready(self, within: float = 2.0) -> bool:
        """Whether the database answers in time."""
        try:
            answer = asyncio.wrap_future(self.store.read(lambda connection: connection.execute(select(1)).scalar()))
            return await asyncio.wait_for(answer, within) == 1
        except Exception:  # noqa: BLE001 whatever prevents the answer, the house isn't ready
            return False

    def close(self) -> None:
        """Finishes what is under way and lets everything go."""
        if self.runner:
            self.runner.stop()
        self.turns.close()
        if self.model:
            self.model.close()
        self.store.close()
