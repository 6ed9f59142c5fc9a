"""Taking an answer: a button or words that answer the question on screen, or facts said beside it."""

from __future__ import annotations

from bot.conversation.asking import KEEP, waiting_question
from bot.conversation.effects import SendReferral, WithdrawReferral
from bot.conversation.events import Chose
from bot.conversation.facts import NO_ANSWER, FactSpec, FactType, RefusedValueError, Scope, Value, canonical
from bot.conversation.journal import Marked
from bot.conversation.labels import JOIN
from bot.conversation.policies import HEARD_INTENTS
from bot.conversation.question import Asks, Question
from bot.conversation.script import FlowKind, Way
from bot.conversation.talk import Talk
from bot.conversation.walk import DRAFT, LEFT, REFUSED, open_flow

ASIDES = {"why": "why", "back": "back"}


def chose(talk: Talk, event: Chose) -> None:
    """A button: an answer to the question on screen, or an old one, which is at most a change."""
    question = waiting_question(talk)
    if (question and (question.flow, question.name, question.asking) == (event.flow, event.step, event.asking)) or (
        question and (question.flow, question.name) == (event.flow, event.step) and _leads_on(talk, question)
    ):
        answer(talk, question, event.option)
    else:
        _old_button(talk, event)


def answer(talk: Talk, question: Question, value: Value) -> None:
    """An answer to the question on screen; one that it doesn't accept is said kindly and the question stays."""
    if isinstance(value, str) and value in ASIDES:
        open_flow(talk, ASIDES[value])
    elif question.asks is Asks.WAY:
        _take_way(talk, question, value)
    elif question.asks is Asks.CONSENT:
        _consent(talk, question, value)
    else:
        _take_value(talk, question, value)


def _take_value(talk: Talk, question: Question, value: Value) -> None:
    if value == KEEP and question.keep:
        value = question.keep
    try:
        set_fact(talk, question.name, value)
    except RefusedValueError as error:
        talk.say(f"common.refused.{error.reason}")


def set_fact(talk: Talk, fact: str, value: Value) -> None:
    """Set a fact in its stored form; a value that opens a flow opens it. Raises `RefusedValueError`."""
    spec = talk.script.vocabulary[fact]
    offered: tuple[str, ...] = ()
    if spec.values_from:
        offered = tuple(one for one, _ in talk.policies.offered(spec.values_from, talk.memory, talk.language))
    stored = canonical(spec, value, talk.today, offered)
    _check_place(talk, spec, stored)
    talk.set(fact, stored)
    if isinstance(stored, str) and stored in spec.opens:
        open_flow(talk, spec.opens[stored])
    elif isinstance(stored, str) and spec.values_from == HEARD_INTENTS and stored in talk.script.opened_by:
        open_flow(talk, talk.script.opened_by[stored])


def _check_place(talk: Talk, spec: FactSpec, value: Value) -> None:
    """Raises `RefusedValueError` where a place is asked and the value is not one that the knowledge holds."""
    if spec.type in (FactType.PLACE, FactType.PLACES) and value not in NO_ANSWER:
        for one in (value,) if isinstance(value, str) else value:
            if one not in spec.values and not talk.policies.is_place(one, towns_only=spec.towns_only):
                raise RefusedValueError("place_unknown")


def _take_way(talk: Talk, question: Question, value: Value) -> None:
    step = talk.script.flows[question.flow].steps[talk.script.flows[question.flow].index(question.name)]
    way = next((one for one in step.ways if one.id == value and talk.memory.holds(one.when)), None)
    if way is None:
        talk.say("common.refused.not_an_option")
        return
    sets = {_named(talk, fact): _named(talk, given) for fact, given in way.sets.items()}
    talk.note(Marked(frame=question.frame, step=step.id, inputs=LEFT if way.leaves else way.id))
    take(talk, way, sets)


def take(talk: Talk, way: Way, sets: dict[str, str]) -> None:
    """Go a way: the facts it sets belong to the flow it opens, or else to the person."""
    if way.opens:
        open_flow(talk, way.opens, sets)
        return
    for fact, value in sets.items():
        try:
            set_fact(talk, fact, tuple(value.split(JOIN)) if talk.script.vocabulary[fact].several else value)
        except RefusedValueError as error:
            talk.say(f"common.refused.{error.reason}")


def _named(talk: Talk, text: str) -> str:
    """A text of `sets`: as written, or (`@name`) the value of a fact or finding."""
    if not text.startswith("@"):
        return text
    name = text[1:]
    value = talk.memory.value(name)
    return JOIN.join(value) if isinstance(value, tuple) else value or ""


def _consent(talk: Talk, question: Question, value: Value) -> None:
    flow = talk.script.flows[question.flow]
    step = flow.steps[flow.index(question.name)]
    mark = talk.top.marks.get(step.id, "")
    if not mark.startswith(DRAFT):
        talk.say("common.changed_since")
        return
    number, digest = mark.removeprefix(DRAFT).split(":")
    page = talk.policies.page(step.target, talk.memory, talk.language)
    if value == "consent" and page.digest == digest:
        talk.effects.append(
            SendReferral(
                draft=int(number),
                organization=page.organization,
                digest=digest,
                consent=page.consent,
            )
        )
    elif value == "consent":
        talk.say("common.changed_since")
    elif value == "refuse":
        talk.mark(step.id, REFUSED)
        talk.effects.append(WithdrawReferral(draft=int(number)))
    else:
        talk.say("common.refused.not_an_option")


# --- old buttons ------------------------------------------------------------------------------------------------------


def _old_button(talk: Talk, event: Chose) -> None:
    if event.option == "why" and talk.script.words.has(talk.language, f"facts.{event.step}.why"):
        talk.say(f"facts.{event.step}.why")
    elif event.step in talk.script.vocabulary:
        propose_change(talk, event.step, event.option)
    elif (way := _old_way(talk, event)) is not None:
        sets = {fact: _named(talk, given) for fact, given in way.sets.items()}
        take(talk, way, sets)
    else:
        talk.say("common.old_button")


def _leads_on(talk: Talk, question: Question) -> bool:
    """Whether the question on screen only offers ways to go on: any of its buttons, whenever shown, goes there."""
    return question.asks is Asks.WAY and talk.script.flows[question.flow].kind is FlowKind.FLOW


def _old_way(talk: Talk, event: Chose) -> Way | None:
    """The way of a former offer that can be gone at any time: it opens a journey of its own, or another language."""
    flow = talk.script.flows.get(event.flow)
    if flow is None or flow.kind is not FlowKind.FLOW:
        return None
    ways = (way for step in flow.steps if step.id == event.step for way in step.ways)
    way = next((one for one in ways if one.id == event.option and talk.memory.holds(one.when)), None)
    if way is None or (way.opens is None and not way.sets):
        return None
    if way.opens and not talk.script.flows[way.opens].opens_on:
        return None
    return way


def propose_change(talk: Talk, fact: str, value: Value) -> None:
    """Offer to change an earlier answer; nothing changes before the person says so."""
    spec = talk.script.vocabulary[fact]
    try:
        stored = canonical(spec, value, talk.today)
    except RefusedValueError:
        talk.say("common.old_button")
        return
    known = talk.memory.known(fact)
    if spec.scope is Scope.RUN or known is None or known.value == stored:
        talk.say("common.old_button")
        return
    open_proposal(talk, "confirm_change", fact, stored)


def open_proposal(talk: Talk, flow: str, fact: str, value: Value) -> None:
    """Open a flow that asks whether this fact has this value."""
    text = JOIN.join(value) if isinstance(value, tuple) else value
    open_flow(talk, flow, {"proposed_fact": fact, "proposed_value": text})
