"""One turn of the conversation: an event in, journal entries, replies and effects out. Pure: no clock, no file, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.advice.knowledge import Knowledge
from bot.conversation.advised import Advised
from bot.conversation.answering import chose
from bot.conversation.asking import waiting_question
from bot.conversation.effects import Effect
from bot.conversation.events import (
    Began,
    Chose,
    EffectResult,
    Event,
    JoinAsked,
    Joined,
    JoinRefused,
    Reading,
    Said,
    Unreadable,
)
from bot.conversation.joining import joined
from bot.conversation.journal import Conversation, Turn, fold
from bot.conversation.listening import GREETING, LIKELY, said
from bot.conversation.question import Asks, Standing
from bot.conversation.replies import Reply
from bot.conversation.results import told
from bot.conversation.script import Script
from bot.conversation.talk import Talk
from bot.conversation.walk import HOME, open_flow, walk
from bot.montreal import day_of

IDLE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a turn gives: entries to store, replies to send in order, effects to apply before any of it is told."""

    turn: Turn
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]


def advance(script: Script, knowledge: Knowledge, conversation: Conversation, event: Event, now: datetime) -> Outcome:
    """The turn that an event makes; the result of an effect goes on with the turn that asked for it."""
    talk = _talk(script, knowledge, conversation, now, isinstance(event, EffectResult))
    if talk.mend():
        talk.say("common.outdated")
    _hear(talk, event)
    walk(talk)
    return Outcome(turn=talk.turn(), replies=tuple(talk.replies), effects=tuple(talk.effects))


def standing(script: Script, knowledge: Knowledge, conversation: Conversation, now: datetime) -> Standing:
    """The language and the question on screen; before the first turn, the question that the first words may answer."""
    talk = _talk(script, knowledge, conversation, now, False)
    talk.mend()
    if not talk.state.frames:
        talk.open(HOME)
    if waiting_question(talk) is None:
        walk(talk)
    return Standing(language=talk.language, question=waiting_question(talk))


def _talk(script: Script, knowledge: Knowledge, conversation: Conversation, now: datetime, goes_on: bool) -> Talk:
    state = fold(conversation.turns)
    today = day_of(now)
    return Talk(
        script=script,
        policies=Advised(knowledge=knowledge, words=script.words, today=today),
        conversation=conversation,
        now=now,
        today=today,
        number=conversation.last_number + (0 if goes_on and conversation.turns else 1),
        state=state,
        start=state,
    )


def _hear(talk: Talk, event: Event) -> None:
    match event:
        case Began(language=language):
            if language and not talk.state.frames:
                talk.set("language", language)
            _back_after_a_while(talk)
        case Chose():
            chose(talk, event)
        case Said(reading=reading):
            if _says_nothing(reading) and _back_after_a_while(talk):
                return
            if _consents_after_a_while(talk, reading):
                talk.reopened = True
                return
            said(talk, event)
        case Unreadable(reason=reason):
            talk.say(f"common.unreadable.{reason}")
        case Joined():
            joined(talk, event)
        case JoinAsked(code=code, language=language):
            if language and not talk.state.frames:
                talk.set("language", language)
            talk.say("joined.ask", {"code": code})
        case JoinRefused():
            talk.say("joined.refused")
        case _:
            told(talk, event)


def _consents_after_a_while(talk: Talk, reading: Reading) -> bool:
    """Whether words answer a consent asked a day ago or more: the page is then shown again first."""
    question = waiting_question(talk)
    late = bool(talk.state.frames) and talk.now - talk.top.touched_at >= IDLE
    return late and reading.option is not None and question is not None and question.asks is Asks.CONSENT


def _says_nothing(reading: Reading) -> bool:
    """Whether a text asks for nothing and answers nothing: a greeting, or what wasn't understood."""
    heard = (
        reading.option,
        reading.answers,
        reading.guesses,
        reading.distress,
        reading.wants_language,
        reading.intents and reading.intents[0][1] >= LIKELY,
    )
    return not any(heard) and reading.command in (None, GREETING)


def _back_after_a_while(talk: Talk) -> bool:
    """Whether the person comes back to something left for a day: resume or start over is then offered."""
    frames = talk.state.frames
    if len(frames) < 2 or talk.now - frames[-1].touched_at < IDLE or frames[-1].flow == "resume":
        return False
    open_flow(talk, "resume")
    return True
