"""What was typed: distress first, then the answer to the question, commands, facts said beside it, wishes; or not understood."""

from __future__ import annotations

from bot.conversation import unread
from bot.conversation.answering import answer, open_proposal, set_fact
from bot.conversation.asking import build, waiting_question
from bot.conversation.events import Reading, Said
from bot.conversation.facts import DECLINED, FREE_TYPES, UNKNOWN, RefusedValueError, Scope, Value
from bot.conversation.labels import JOIN, pair
from bot.conversation.question import Asks, Question
from bot.conversation.script import StepKind
from bot.conversation.talk import Talk
from bot.conversation.walk import HOME, open_flow
from bot.conversation.words import LANGUAGES

SURE = 0.65
"""How sure a model must be for its intent to be acted on; nlu/README.md says how these were set."""
LIKELY = 0.3
"""How sure it must be for its likeliest intents to be offered."""
MOST_OFFERED = 3
GREETING = "greet"
BARE_ACTS = ("affirm", "deny", "skip_question")
"""What a model may be sure of, and that means nothing but against the question on screen."""
UNSURE = "unsure"
"""The distress that only a model hears, and faintly."""
OTHER_LANGUAGE = "other"
PASSING = ("not_yet", "which_one", unread.FLOW)
"""Offers that a new question leaves behind."""
PROPOSALS = ("did_you_mean", "confirm_change")
"""What is typed there and isn't understood at least says that it wasn't that."""
STATES = {"unknown": UNKNOWN, "declined": DECLINED, "skip_question": DECLINED}


def said(talk: Talk, event: Said) -> None:
    """Take what was typed for what it is, the most pressing first."""
    reading = event.reading
    first = not talk.state.frames
    if first:
        _first_words(talk, reading)
    if reading.distress:
        _distressed(talk, reading)
    elif reading.wants_language:
        switch(talk, reading.wants_language)
    elif not (first and reading.command == GREETING):
        _answer_or_wish(talk, event, _first_question(talk) if first else waiting_question(talk))


def _distressed(talk: Talk, reading: Reading) -> None:
    """Help, in the language of the words; where they may mean something else, a word in case, and the question again."""
    if reading.language in LANGUAGES and reading.language != talk.language:
        talk.set("language", reading.language)
    if reading.distress == UNSURE:
        open_flow(talk, "worry")
    else:
        open_flow(talk, "distress", {"distress_kind": str(reading.distress)})


def _first_question(talk: Talk) -> Question:
    """The menu, as the first words were read against it."""
    menu = next(step for step in talk.script.flows[HOME].steps if step.kind is StepKind.OFFER)
    return build(talk, talk.top, menu, "", talk.number)


def switch(talk: Talk, language: str) -> None:
    """Go on in another language; every answer is kept."""
    talk.set("language", language)
    talk.say("language.says.changed")


def _first_words(talk: Talk, reading: Reading) -> None:
    """Someone's first words: who speaks is said before anything else, in the language of those words."""
    if reading.language in LANGUAGES and reading.language != talk.language:
        talk.set("language", reading.language)
    talk.open(HOME)
    for step in ("hello", "what_we_do"):
        talk.say(f"{HOME}.says.{step}")
        talk.mark(step, "done")


def _answer_or_wish(talk: Talk, event: Said, question: Question | None) -> None:
    reading = event.reading
    if reading.language in LANGUAGES and reading.language != talk.language:
        switch(talk, reading.language)
    if question and question.type in FREE_TYPES:
        _free_words(talk, event, question)
    elif question and reading.option is not None:
        if _others(talk, reading, question):
            answer(talk, question, reading.option)
    elif reading.command:
        _command(talk, reading.command, question)
    elif reading.answers:
        _facts_beside(talk, reading)
    elif question and reading.guesses and question.asks is Asks.FACT:
        open_proposal(talk, "did_you_mean", question.name, reading.guesses[0])
    elif reading.refusal:
        talk.say(f"common.refused.{reading.refusal}")
    else:
        _wish(talk, event, question)


def _free_words(talk: Talk, event: Said, question: Question) -> None:
    """In a question of free words only explicit commands interrupt."""
    if event.reading.command:
        _command(talk, event.reading.command, question)
    elif event.reading.option is not None:
        answer(talk, question, event.reading.option)
    elif event.reading.refusal:
        talk.say(f"common.refused.{event.reading.refusal}")
    else:
        answer(talk, question, event.text)


def _command(talk: Talk, command: str, question: Question | None) -> None:
    state = STATES.get(command)
    if state and question and question.asks is Asks.FACT:
        answer(talk, question, state if state in question.allows or command != "skip_question" else UNKNOWN)
    elif command in talk.script.opened_by:
        open_flow(talk, talk.script.opened_by[command])
    else:
        open_flow(talk, "not_understood")


def _others(talk: Talk, reading: Reading, question: Question) -> bool:
    """Facts said in the same words as the answer; whether the question is still the one on screen."""
    for fact, value in reading.answers:
        if fact != question.name:
            _note_fact(talk, fact, value)
            if talk.top.id != question.frame:
                return False
    return True


def _facts_beside(talk: Talk, reading: Reading) -> None:
    """Facts said although something else was asked: kept, said back, then a wish if there is one, or the question again."""
    contrary = _contrary(talk, reading)
    frame, noted = talk.top.id, []
    for fact, value in reading.answers:
        if _note_fact(talk, fact, value):
            noted.append(fact)
        if talk.top.id != frame:
            return
    if noted:
        lines = [pair(talk.memory, talk.policies, talk.language, fact) for fact in noted]
        talk.say("common.noted", {"facts": "; ".join(lines)})
    wished = _wished_flow(talk, reading)
    if wished:
        open_flow(talk, wished)
    elif contrary:
        open_proposal(talk, "confirm_change", *contrary)
    elif not noted:
        open_flow(talk, "not_understood")


def _contrary(talk: Talk, reading: Reading) -> tuple[str, Value] | None:
    """The first fact said otherwise than before: it is a change, to be confirmed."""
    return next(((fact, value) for fact, value in reading.answers if _differs(talk, fact, value)), None)


def _differs(talk: Talk, fact: str, value: Value) -> bool:
    if talk.script.vocabulary[fact].scope is not Scope.PERSON:
        return False
    known = talk.memory.known(fact)
    return known is not None and known.said and known.value != value and known.turn != talk.number


def _note_fact(talk: Talk, fact: str, value: Value) -> bool:
    """Keep a fact said beside the question; one already known is never replaced without a word."""
    if talk.script.vocabulary[fact].scope is not Scope.PERSON or _differs(talk, fact, value):
        return False
    try:
        set_fact(talk, fact, value)
    except RefusedValueError:
        return False
    return True


def _wish(talk: Talk, event: Said, question: Question | None) -> None:
    reading = event.reading
    act = reading.intents[0][0] if reading.intents and reading.intents[0][1] >= SURE else ""
    if act == "skip_question" and question and question.asks is Asks.FACT:
        _command(talk, act, question)
        return
    if act in BARE_ACTS:
        return  # a yes to no question: it is asked again
    wished = _wished_flow(talk, reading)
    if talk.top.flow in PASSING or (not wished and talk.top.flow in PROPOSALS):
        talk.close()
    if wished:
        open_flow(talk, wished)
    elif reading.language == OTHER_LANGUAGE:
        talk.say("common.other_language")
    elif reading.intents and reading.intents[0][1] >= SURE:
        open_flow(talk, "not_yet")
    elif likely := _likely(talk, reading):
        open_flow(talk, "which_one", {"heard": JOIN.join(likely)})
    else:
        unread.heard(talk, event)
        open_flow(talk, "not_understood")


def _likely(talk: Talk, reading: Reading) -> tuple[str, ...]:
    """The intents that the text may have, those that lead somewhere; none where the likeliest is hardly one."""
    if not reading.intents or reading.intents[0][1] < LIKELY:
        return ()
    named = (intent for intent, _ in reading.intents[:MOST_OFFERED] if intent in talk.script.opened_by)
    return tuple(intent for intent in named if talk.script.words.has(talk.language, f"intents.{intent}"))


def _wished_flow(talk: Talk, reading: Reading) -> str | None:
    if not reading.intents or reading.intents[0][1] < SURE:
        return None
    return talk.script.opened_by.get(reading.intents[0][0])
