"""Going on: from the frame on top, say and check what comes next until something waits for the person."""

from __future__ import annotations

from collections.abc import Callable

from bot.advice.summary import REVEALING_FACTS, is_discreet
from bot.conversation import unread
from bot.conversation.asking import ask
from bot.conversation.effects import ForgetUnread, PrepareReferral
from bot.conversation.facts import Scope
from bot.conversation.journal import Frame
from bot.conversation.labels import pair
from bot.conversation.operations import OPERATIONS
from bot.conversation.progress import concerned
from bot.conversation.script import Flow, FlowKind, Step, StepKind
from bot.conversation.talk import Talk

HOME = "welcome"
LEFT = "left"
DONE = "done"
DRAFT = "draft:"
REFUSED = "refused"


def walk(talk: Talk) -> None:
    """Go on until a question is on screen or an effect must be applied first."""
    while not talk.effects:
        if unread.no_longer_kept(talk):
            talk.effects.append(ForgetUnread())
            return
        if not talk.state.frames:
            talk.open(HOME)
        step = waiting_step(talk, talk.top)
        if step is None or step.kind is StepKind.END:
            talk.close()
        elif _PASSING[step.kind](talk, step):
            return


def waiting_step(talk: Talk, frame: Frame) -> Step | None:
    """The first step of the frame's flow that still waits; None where the flow is over."""
    flow = talk.script.flows[frame.flow]
    index = 0
    while index < len(flow.steps):
        step = flow.steps[index]
        if talk.memory.holds(step.when):
            if step.kind is StepKind.END or not _passed(talk, frame, step):
                return step
            index = _next(talk, flow, index)
        else:
            index += 1
    return None


def _next(talk: Talk, flow: Flow, index: int) -> int:
    for jump in flow.steps[index].next:
        if talk.memory.holds(jump.when):
            return flow.index(jump.go)
    return index + 1


# --- has a step been passed? ------------------------------------------------------------------------------------------


def _passed(talk: Talk, frame: Frame, step: Step) -> bool:
    mark = frame.marks.get(step.id)
    match step.kind:
        case StepKind.ASK:
            return _answered(talk, frame, step)
        case StepKind.SAY | StepKind.CALL:
            return mark is not None
        case StepKind.CHECK:
            return not _missing(talk, step) and mark == talk.policies.inputs(step.target, talk.memory)
        case StepKind.OFFER:
            return mark == LEFT or (mark is not None and not step.repeat)
        case StepKind.HAND_OFF:
            return mark is not None and mark.startswith((DONE, REFUSED))
    return False


def _answered(talk: Talk, frame: Frame, step: Step) -> bool:
    fact = target_fact(talk, step)
    if fact is None:
        return False
    if talk.script.vocabulary[fact].scope is Scope.RUN and not step.anew:
        return not talk.memory.applies(fact) or (fact in frame.facts and _still_offered(talk, frame, fact))
    if step.anew:
        known = talk.memory.known(fact)
        if not talk.memory.applies(fact):
            return True
        return known is not None and known.turn >= frame.opened and (known.turn > frame.opened or _set_here(talk, fact))
    return talk.memory.resolved(fact)


def _still_offered(talk: Talk, frame: Frame, fact: str) -> bool:
    """Whether a value chosen among those of the conversation is still one of them; what was handed over stays as it was."""
    source = talk.script.vocabulary[fact].values_from
    if source is None:
        return talk.memory.resolved(fact)
    handed_over = any(mark.startswith(f"{DONE}:") for mark in frame.marks.values())
    if handed_over or talk.script.flows[frame.flow].kind is FlowKind.REPAIR:
        return True
    return talk.memory.value(fact) in [value for value, _ in talk.policies.offered(source, talk.memory, talk.language)]


def _set_here(talk: Talk, fact: str) -> bool:
    return any(getattr(entry, "fact", None) == fact and hasattr(entry, "value") for entry in talk.entries)


def target_fact(talk: Talk, step: Step) -> str | None:
    """The fact a step asks: its target, or (`@fact`) the one that another fact names."""
    if not step.target.startswith("@"):
        return step.target
    named = talk.memory.value(step.target[1:])
    return named if isinstance(named, str) and named in talk.script.vocabulary else None


def _missing(talk: Talk, step: Step) -> tuple[str, ...]:
    if not step.ask_missing:
        return ()
    return talk.policies.missing(step.target, talk.memory)


# --- going through a step: True where it waits ------------------------------------------------------------------------


def _ask(talk: Talk, step: Step) -> bool:
    fact = target_fact(talk, step)
    if fact is None:
        talk.close()
        return False
    ask(talk, step, fact)
    return True


def _say(talk: Talk, step: Step) -> bool:
    flow = talk.script.flows[talk.top.flow]
    talk.say(f"{flow.id}.says.{step.target}")
    talk.mark(step.id, DONE)
    if flow.recap and step is flow.steps[0]:
        recap(talk, flow)
    return False


def _check(talk: Talk, step: Step) -> bool:
    missing = _missing(talk, step)
    if missing:
        ask(talk, step, missing[0])
        return True
    for passage in talk.policies.passages(step.target, talk.memory, talk.language):
        if passage.text is not None:
            talk.say_text(passage.key, passage.text)
        else:
            talk.say(passage.key, passage.params)
    talk.mark(step.id, talk.policies.inputs(step.target, talk.memory))
    return False


def _call(talk: Talk, step: Step) -> bool:
    talk.mark(step.id, DONE)
    if step.target in OPERATIONS:
        OPERATIONS[step.target](talk)
    else:
        open_flow(talk, step.target)
    return False


def _offer(talk: Talk, step: Step) -> bool:
    ask(talk, step)
    return True


def _hand_off(talk: Talk, step: Step) -> bool:
    page = talk.policies.page(step.target, talk.memory, talk.language)
    draft = talk.top.marks.get(step.id, "")
    if draft.startswith(DRAFT) and draft.endswith(f":{page.digest}") and not talk.undone:
        ask_consent(talk, step)
        return True
    talk.effects.append(
        PrepareReferral(
            organization=page.organization,
            kind=page.kind,
            summary=page.summary,
            body=page.body,
            digest=page.digest,
            urgent=page.urgent,
            language=talk.language,
        )
    )
    return True


def ask_consent(talk: Talk, step: Step) -> None:
    """Show the page exactly as it would be sent, then ask whether it may go to that recipient."""
    page = talk.policies.page(step.target, talk.memory, talk.language)
    talk.say_text("handoff.page", page.read_as)
    talk.say(f"common.consent.{page.consent}", {"organization": page.organization_name})
    ask(talk, step)


_PASSING: dict[StepKind, Callable[[Talk, Step], bool]] = {
    StepKind.ASK: _ask,
    StepKind.SAY: _say,
    StepKind.CHECK: _check,
    StepKind.CALL: _call,
    StepKind.OFFER: _offer,
    StepKind.HAND_OFF: _hand_off,
}


# --- opening a flow ---------------------------------------------------------------------------------------------------


def open_flow(talk: Talk, flow: str, sets: dict[str, str] | None = None) -> None:
    """Open a flow on top; one that is already open comes back to the top."""
    talk.open(flow, sets)


def recap(talk: Talk, flow: Flow) -> None:
    """Say what is already known and won't be asked again."""
    known = [fact for fact in concerned(talk, flow) if _worth_recalling(talk, fact)]
    if known:
        lines = "\n".join(f"• {pair(talk.memory, talk.policies, talk.language, fact)}" for fact in known)
        talk.say("common.recap", {"lines": lines})


def _worth_recalling(talk: Talk, fact: str) -> bool:
    """Known, and not what could cost someone if it were read on their screen."""
    spec = talk.script.vocabulary[fact]
    status = talk.memory.value("status")
    quiet = fact in REVEALING_FACTS and isinstance(status, str) and is_discreet(status)
    return spec.scope is Scope.PERSON and talk.memory.fresh(fact) is not None and not quiet
