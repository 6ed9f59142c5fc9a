"""How far a journey has come: which question this is, about how many there are; an estimate, since answers change the way."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.facts import Scope
from bot.conversation.journal import Frame
from bot.conversation.script import Flow, FlowKind, Step, StepKind
from bot.conversation.talk import Talk

FEWEST = 3
"""Below, saying how many questions are left helps nobody."""


def progress(talk: Talk, frame: Frame, fact: str) -> tuple[int, int] | None:
    """The number of the question about `fact` in its journey, and about how many there are; None where it says nothing."""
    flow = talk.script.flows[frame.flow]
    if flow.kind is not FlowKind.FLOW:
        return None
    asked = set(_said_in(talk, frame, flow)) - {fact}
    left = {one for one in _left(talk, frame, flow) if one != fact}
    total = len(asked) + 1 + len(left - asked)
    return (len(asked) + 1, total) if total >= FEWEST else None


def concerned(talk: Talk, flow: Flow) -> tuple[str, ...]:
    """Every fact that a flow asks or checks, in order."""
    return tuple(dict.fromkeys(fact for step in flow.steps for fact in _of_step(talk, step)))


def _of_step(talk: Talk, step: Step) -> tuple[str, ...]:
    if step.kind is StepKind.ASK and not step.target.startswith("@"):
        return (step.target,)
    return talk.policies.concerns(step.target, talk.memory) if step.kind is StepKind.CHECK else ()


def _said_in(talk: Talk, frame: Frame, flow: Flow) -> Iterator[str]:
    """What was answered since the journey opened."""
    for fact in concerned(talk, flow):
        known = talk.memory.known(fact)
        if known is not None and known.turn > frame.opened:
            yield fact


def _left(talk: Talk, frame: Frame, flow: Flow) -> Iterator[str]:
    """What is still to ask, as things stand."""
    for step in flow.steps:
        if not talk.memory.holds(step.when):
            continue
        if step.kind is StepKind.CHECK and step.ask_missing:
            yield from _left_to_check(talk, frame, step)
        elif step.kind is StepKind.ASK and not step.target.startswith("@") and _waits(talk, frame, step.target):
            yield step.target


def _left_to_check(talk: Talk, frame: Frame, step: Step) -> tuple[str, ...]:
    """What a check will ask: what it reads and isn't known, until it is reached; what could still change its result is worked
    out then alone, since that takes as long as all the rest of a turn."""
    if frame.asked is not None and frame.asked.step == step.id:
        return talk.policies.missing(step.target, talk.memory)
    return tuple(one for one in talk.policies.concerns(step.target, talk.memory) if _waits(talk, frame, one))


def _waits(talk: Talk, frame: Frame, fact: str) -> bool:
    if talk.script.vocabulary[fact].scope is Scope.RUN:
        return talk.memory.applies(fact) and fact not in frame.facts
    return not talk.memory.resolved(fact)
