"""The floor of a turn over REST: the same server doing the same statements, without a conversation.

Its heart knows the turns by heart: entries and replies as long as the product's, whatever is said.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import build_app, run
from bot.conversation.advance import Outcome
from bot.conversation.events import Event, Reading
from bot.conversation.journal import Conversation, FactSet, Turn
from bot.conversation.question import Asks, Question, Standing
from bot.conversation.replies import Option, Reply
from bot.conversation.script import Script
from bot.conversation.words import LANGUAGES, Words
from bot.house import open_database
from bot.service.heart import Heart
from bot.service.house import House
from bot.service.measures import Measures
from bot.service.turn import Turns
from bot.settings import Settings, read_settings
from bot.store.store import Store


class _Deaf:
    """A reader that reads nothing."""

    def read(self, _text: str, standing: Standing, _now: datetime) -> Reading:
        return Reading(asking=standing.question.asking if standing.question else 0)


class _ByHeart:
    """A heart that answers with replies of the same length as those recorded in a file."""

    def __init__(self, recorded: Path) -> None:
        self._turns = json.loads(recorded.read_text(encoding="utf-8"))

    def advance(
        self, _script: Any, _knowledge: Any, conversation: Conversation, _event: Event, now: datetime
    ) -> Outcome:
        number = conversation.last_number + 1
        turn = self._turns[min(number - conversation.base, len(self._turns)) - 1]
        entries = (FactSet(fact="x", value="x" * turn["journal"]),)
        replies = tuple(
            Reply(
                text="x" * reply["text"],
                key="floor.reply",
                language="fr",
                options=tuple(Option(title="x" * title, payload="floor:step:yes:1") for title in reply["titles"]),
            )
            for reply in turn["replies"]
        )
        return Outcome(turn=Turn(number=number, at=now, entries=entries), replies=replies, effects=())

    def standing(self, _script: Any, _knowledge: Any, conversation: Conversation, _now: datetime) -> Standing:
        number = conversation.last_number
        return Standing(
            language="fr",
            question=Question(asks=Asks.FACT, frame="1.0", flow="floor", name="x", asking=number, choices=()),
        )


def floor_house(store: Store, recorded: Path) -> House:
    """A house without a conversation."""
    by_heart = _ByHeart(recorded)
    script = Script(flows={}, vocabulary={}, words=Words(texts={language: {} for language in LANGUAGES}), opened_by={})
    heart = Heart(script=script, knowledge=None, advance=by_heart.advance, standing=by_heart.standing)  # type: ignore[arg-type]
    measures = Measures()
    turns = Turns(store=store, heart=heart, reader=_Deaf(), handlers={}, measures=measures)
    return House(store=store, heart=heart, turns=turns, measures=measures)


def serve_floor(recorded: Path, settings: Settings | None = None) -> None:
    """Serves the floor until it is stopped."""
    settings = settings or read_settings()
    run(build_app(floor_house(open_database(settings), recorded), settings.rest_token, {}), settings)
