"""A conversation small enough to see through: it counts, repeats what it hears, and asks the next question each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from bot.conversation.advance import Outcome
from bot.conversation.effects import Effect, Erase, Export, PrepareReferral
from bot.conversation.events import (
    Began,
    Chose,
    EffectResult,
    Erased,
    Event,
    Exported,
    Reading,
    ReferralPrepared,
    Said,
    Unreadable,
)
from bot.conversation.journal import Applied, Conversation, FactSet, FrameOpened, Turn
from bot.conversation.question import Asks, Choice, Question, Standing
from bot.conversation.replies import Option, Reply, payload
from bot.conversation.script import Script
from bot.jobs import queue_for
from bot.loading.script import CONTENT, load_words
from bot.service.data_rights import DataRights
from bot.service.heart import Heart
from bot.service.house import House
from bot.service.measures import Measures
from bot.service.protocols import EffectContext
from bot.service.turn import Turns
from bot.store.store import Store
from bot.store.tables import audit

SCRIPT = Script(flows={}, vocabulary={}, words=load_words(CONTENT), opened_by={})
DRAFT = PrepareReferral(
    organization="somewhere", kind="regional", summary="page", body="{}", digest="d", urgent=False, language="fr"
)
EFFECTS: dict[str, Effect] = {"erase": Erase(reason="asked", language="fr"), "export": Export(), "draft": DRAFT}


def advance(_script: Any, _policies: Any, conversation: Conversation, event: Event, now: datetime) -> Outcome:
    """Repeats; the words `erase`, `export` and `draft` ask for an effect, `boom` breaks."""
    goes_on = isinstance(event, EffectResult) and bool(conversation.turns)
    number = conversation.last_number + (0 if goes_on else 1)
    heard, entries, effects = _heard(event)
    option = Option(title="Oui", payload=payload("parrot", "step", "yes", number))
    reply = Reply(text=f"{number} {heard}", key="parrot.heard", language="fr", options=(option,))
    return Outcome(
        turn=Turn(number=number, at=now, entries=entries), replies=() if effects else (reply,), effects=effects
    )


def _heard(event: Event) -> tuple[str, tuple[Any, ...], tuple[Effect, ...]]:
    match event:
        case Began():
            return "began", (FrameOpened(frame="1.0", flow="parrot"),), ()
        case Chose(option=option):
            return f"chose {option}", (FactSet(fact="chosen", value=option),), ()
        case Said(text="boom"):
            raise LookupError("boom said someone very private")
        case Said(text=text, reading=reading):
            return (
                f"{text} {reading.asking}",
                (FactSet(fact="said", value=text),),
                tuple(EFFECTS[word] for word in text.split() if word in EFFECTS),
            )
        case Unreadable(reason=reason):
            return reason, (), ()
        case ReferralPrepared(draft=draft):
            return f"draft {draft}", (Applied(effect="draft", detail=str(draft)),), ()
        case Erased() | Exported():
            return type(event).__name__, (Applied(effect=type(event).__name__, detail=""),), ()
    raise AssertionError(event)


def standing(_script: Any, _policies: Any, conversation: Conversation, _now: datetime) -> Standing:
    """The last turn's question is on screen."""
    question = Question(
        asks=Asks.FACT,
        frame="1.0",
        flow="parrot",
        name="said",
        asking=conversation.last_number,
        choices=(Choice(id="yes", label="Oui"),),
    )
    return Standing(language="fr", question=question)


@dataclass
class Ears:
    """A reader that reads nothing but the question's asking, and does `meanwhile` once, before it answers."""

    meanwhile: Callable[[], object] | None = None
    read_against: list[int] = field(default_factory=list)

    def read(self, _text: str, standing: Standing, _now: datetime) -> Reading:
        """The asking of the question on screen."""
        asking = standing.question.asking if standing.question else 0
        self.read_against.append(asking)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return Reading(asking=asking)


@dataclass
class Hands:
    """A handler that leaves a row in the audit log, then answers with `result` or raises it."""

    result: EffectResult | Exception = field(default_factory=lambda: ReferralPrepared(draft=7))
    contexts: list[EffectContext] = field(default_factory=list)

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        self.contexts.append(context)
        connection.execute(
            insert(audit).values(at=context.now, actor="hands", action=type(effect).__name__, subject="test")
        )
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def parrot_house(store: Store, *, ears: Ears | None = None, hands: Hands | None = None) -> House:
    """A house where the parrot lives."""
    heart = Heart(script=SCRIPT, knowledge=None, advance=advance, standing=standing)  # type: ignore[arg-type]
    measures = Measures()
    rights = DataRights(heart=heart, queue=queue_for(store))
    handlers = {PrepareReferral: hands or Hands(), Erase: rights, Export: rights}
    turns = Turns(store=store, heart=heart, reader=ears or Ears(), handlers=handlers, measures=measures)
    return House(store=store, heart=heart, turns=turns, measures=measures)
