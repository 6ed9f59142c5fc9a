"""Someone who talks to the heart: effects are applied by a double of the store's side, as the service would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.advice.knowledge import Knowledge
from bot.conversation.advance import advance, standing
from bot.conversation.effects import (
    Effect,
    Erase,
    Export,
    ForgetUnread,
    KeepUnread,
    PrepareReferral,
    SendReferral,
    WithdrawReferral,
)
from bot.conversation.events import (
    Began,
    Chose,
    EffectResult,
    Erased,
    Event,
    Exported,
    Reading,
    ReferralPrepared,
    ReferralSent,
    ReferralWithdrawn,
    Said,
    UnreadForgotten,
    UnreadKept,
)
from bot.conversation.facts import Value
from bot.conversation.journal import Conversation, State, fold
from bot.conversation.question import Question, Standing
from bot.conversation.replies import Option, Reply, read_payload
from bot.conversation.script import Script
from bot.loading.knowledge import load_knowledge
from bot.loading.script import load_script

MORNING = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@cache
def the_script() -> Script:
    """The real script."""
    return load_script()


@cache
def the_knowledge() -> Knowledge:
    """The real knowledge."""
    return load_knowledge()


@dataclass
class Person:
    """A conversation and its clock; `sent` are the effects that were applied."""

    now: datetime = MORNING
    conversation: Conversation = field(default_factory=Conversation)
    replies: tuple[Reply, ...] = ()
    sent: list[Effect] = field(default_factory=list)
    drafts: int = 0

    def do(self, event: Event) -> tuple[Reply, ...]:
        """One turn, effects applied and their results fed back before anything is told."""
        self.now += timedelta(seconds=20)
        outcome = advance(the_script(), the_knowledge(), self.conversation, event, self.now)
        self.conversation = self.conversation.plus(outcome.turn)
        replies, effects = outcome.replies, outcome.effects
        while effects:
            result = self._apply(effects[0])
            outcome = advance(the_script(), the_knowledge(), self.conversation, result, self.now)
            self.conversation = self.conversation.plus(outcome.turn)
            replies, effects = replies + outcome.replies, effects[1:] + outcome.effects
        self.replies = replies
        return replies

    def _apply(self, effect: Effect) -> EffectResult:
        self.sent.append(effect)
        match effect:
            case PrepareReferral():
                self.drafts += 1
                return ReferralPrepared(draft=self.drafts)
            case SendReferral():
                return ReferralSent(reference=f"ESC-{effect.draft}", state="held")
            case WithdrawReferral():
                return ReferralWithdrawn(reference=effect.reference or "")
            case Erase():
                self.conversation = Conversation(base=self.conversation.last_number)
                return Erased(reason=effect.reason, language=effect.language)
            case Export():
                return Exported(text="…")
            case KeepUnread():
                return UnreadKept()
            case ForgetUnread():
                return UnreadForgotten()

    def begin(self, language: str | None = None) -> Person:
        """Opens the conversation."""
        self.do(Began(language=language))
        return self

    def buttons(self) -> tuple[Option, ...]:
        """The buttons of the last message that has some."""
        return next((reply.options for reply in reversed(self.replies) if reply.options), ())

    def button(self, option: str) -> Chose:
        """The event that pressing this option's button makes."""
        for one in self.buttons():
            parts = read_payload(one.payload)
            assert parts is not None
            if parts[2] == option:
                return Chose(flow=parts[0], step=parts[1], option=parts[2], asking=parts[3])
        raise AssertionError(f"no button {option} in {[one.payload for one in self.buttons()]}")

    def tap(self, *options: str) -> Person:
        """Presses these buttons, one after the other."""
        for option in options:
            self.do(self.button(option))
        return self

    def answer(self, **values: Value) -> Person:
        """Answers the questions by their facts, each where it comes up."""
        for fact, value in values.items():
            assert self.question.name == fact, f"the question is {self.question.name}, not {fact}"
            self.say(option=value)
        return self

    def say(self, text: str = "…", **reading: object) -> Person:
        """Types something that was read so."""
        self.do(Said(text=text, reading=Reading(**reading)))  # type: ignore[arg-type]
        return self

    @property
    def standing(self) -> Standing:
        """Where the person stands."""
        return standing(the_script(), the_knowledge(), self.conversation, self.now)

    @property
    def question(self) -> Question:
        """The question on screen."""
        question = self.standing.question
        assert question is not None
        return question

    @property
    def state(self) -> State:
        """What the journal folds into."""
        return fold(self.conversation.turns)

    @property
    def facts(self) -> dict[str, Value]:
        """What is known of the person."""
        return {fact: known.value for fact, known in self.state.facts.items()}

    @property
    def keys(self) -> list[str]:
        """The keys of what was just said."""
        return [reply.key for reply in self.replies]
