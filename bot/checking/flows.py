"""The flows: whatever a step names exists, every step can be reached, nothing leads backwards, no flow is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checking.asked import CHECKS, REFERENCE
from bot.checking.intents import INTENTS, OWN_COMMANDS
from bot.checking.material import Material
from bot.checking.values import can_be, condition_mistakes, values_of
from bot.conversation.conditions import Condition
from bot.conversation.facts import Scope
from bot.conversation.operations import OPERATIONS
from bot.conversation.script import Flow, FlowKind, Step, StepKind, Way
from bot.conversation.walk import HOME
from bot.loading.problems import Problem

OPENED_BY_THE_HEART = (
    HOME,
    "back",
    "confirm_change",
    "did_you_mean",
    "joined",
    "not_yet",
    "which_one",
    "keep_unread",
    "distress",
    "not_understood",
    "resume",
    "why",
    "withdraw",
    "worry",
)
SAID_BY_THE_HEART = ("hello", "what_we_do")
HANDED_TO = ("recipient", "operator")
_ONLY_FOR = {
    "why": (StepKind.ASK,),
    "anew": (StepKind.ASK,),
    "ask_missing": (StepKind.CHECK,),
    "repeat": (StepKind.OFFER,),
    "ways": (StepKind.OFFER,),
}


def problems(material: Material) -> Iterator[Problem]:
    """Everything wrong in the flows themselves."""
    for flow in material.script.flows.values():
        yield from _of_flow(material, flow)
    for flow, step in material.steps():
        yield from _target(material, flow, step)
        yield from _keys(material, flow, step)
        yield from _ways(material, flow, step)
        yield from _conditions(material, flow, step)
        yield from _jumps(material, flow, step)
    yield from _openings(material)


# --- a flow -----------------------------------------------------------------------------------------------------------


def _of_flow(material: Material, flow: Flow) -> Iterator[Problem]:
    if not flow.steps:
        yield material.in_flow(flow, f"'{flow.id}' has no step", "write one, or remove the file", "steps")
    seen: dict[str, Step] = {}
    for index, step in enumerate(flow.steps):
        if step.id in seen:
            message = f"the step '{step.id}' is there twice (first on line {seen[step.id].line})"
            yield material.in_flow(flow, message, "give one of them an 'id' of its own", "steps", index)
        seen.setdefault(step.id, step)
    reached = reachable(flow)
    for index, step in enumerate(flow.steps):
        if index not in reached:
            message = f"nothing leads to the step '{step.id}'"
            yield material.in_flow(flow, message, "remove it, or lead to it", "steps", index)


def reachable(flow: Flow) -> frozenset[int]:
    """The positions of the steps that can be reached from the first."""
    found: set[int] = set()
    waiting = [0] if flow.steps else []
    while waiting:
        index = waiting.pop()
        if index not in found and index < len(flow.steps):
            found.add(index)
            waiting += _after(flow, index)
    return frozenset(found)


def _after(flow: Flow, index: int) -> Iterator[int]:
    step = flow.steps[index]
    if step.when is not None:
        yield index + 1
    if step.kind is StepKind.END or (step.repeat and not any(way.leaves for way in step.ways)):
        return
    for jump in step.next:
        if flow.step(jump.go) is not None:
            yield flow.index(jump.go)
        if jump.when is None:
            return
    yield index + 1


# --- a step -----------------------------------------------------------------------------------------------------------


def _target(material: Material, flow: Flow, step: Step) -> Iterator[Problem]:
    script = material.script
    named = step.target.removeprefix(REFERENCE)
    match step.kind:
        case StepKind.ASK if named not in script.vocabulary:
            yield material.in_step(flow, step, f"'{named}' is no fact", "name a fact of facts.yml", "ask")
        case StepKind.CHECK if step.target not in CHECKS:
            message = f"there is no check '{step.target}'"
            yield material.in_step(flow, step, message, f"use one of: {', '.join(CHECKS)}", "check")
        case StepKind.CALL if step.target not in OPERATIONS and step.target not in script.flows:
            message = f"'{step.target}' is no flow nor operation"
            yield material.in_step(flow, step, message, f"name a flow, or one of: {', '.join(OPERATIONS)}", "call")
        case StepKind.HAND_OFF if step.target not in HANDED_TO:
            message = f"a summary can't be handed to '{step.target}'"
            yield material.in_step(flow, step, message, f"use one of: {', '.join(HANDED_TO)}", "hand_off")
        case StepKind.OFFER if not step.ways:
            yield material.in_step(flow, step, f"'{step.id}' offers nothing", "list its 'ways'", "offer")


def _keys(material: Material, flow: Flow, step: Step) -> Iterator[Problem]:
    for key, kinds in _ONLY_FOR.items():
        if getattr(step, key) and step.kind not in kinds:
            message = f"'{key}' means nothing for a step that does '{step.kind.value}'"
            yield material.in_step(flow, step, message, f"only for '{kinds[0].value}': remove it", key)


def _ways(material: Material, flow: Flow, step: Step) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, way in enumerate(step.ways):
        if way.id in seen:
            message = f"the way '{way.id}' is offered twice"
            yield material.in_step(flow, step, message, "give it another id", "ways", number, "id")
        seen.add(way.id)
        if way.opens and way.opens not in material.script.flows:
            message = f"'{way.id}' opens the flow '{way.opens}', which doesn't exist"
            yield material.in_step(flow, step, message, "name a flow", "ways", number, "opens")
        for message, remedy in _set_mistakes(material, way):
            yield material.in_step(flow, step, message, remedy, "ways", number, "sets")


def _set_mistakes(material: Material, way: Way) -> Iterator[tuple[str, str]]:
    for fact, value in way.sets.items():
        named, given = fact.removeprefix(REFERENCE), value.removeprefix(REFERENCE)
        if named not in material.script.vocabulary:
            yield f"'{way.id}' sets '{named}', which is no fact", "name a fact of facts.yml"
        elif value.startswith(REFERENCE):
            if values_of(material, given) is None:
                yield f"'{way.id}' takes the value of '{given}', which is no fact", "name a fact, or a finding"
        elif not fact.startswith(REFERENCE) and not can_be(material, named, value):
            yield f"'{way.id}' gives '{named}' the value '{value}'", "use a value it accepts"


def _conditions(material: Material, flow: Flow, step: Step) -> Iterator[Problem]:
    places: list[tuple[Condition | None, tuple[str | int, ...]]] = [(step.when, ("when",))]
    places += [(jump.when, ("next", number, "when")) for number, jump in enumerate(step.next)]
    places += [(way.when, ("ways", number, "when")) for number, way in enumerate(step.ways)]
    for condition, loc in places:
        for message, remedy in condition_mistakes(material, condition, flow):
            yield material.in_step(flow, step, message, remedy, *loc)


def _jumps(material: Material, flow: Flow, step: Step) -> Iterator[Problem]:
    always = False
    for number, jump in enumerate(step.next):
        where = ("next", number)
        if always:
            yield material.in_step(flow, step, f"'{jump.go}' is never gone to", "put what always holds last", *where)
        always = always or jump.when is None
        if flow.step(jump.go) is None:
            message = f"'{jump.go}' is no step of '{flow.id}'"
            yield material.in_step(
                flow, step, message, f"use one of: {', '.join(one.id for one in flow.steps)}", *where
            )
        elif flow.index(jump.go) <= flow.steps.index(step):
            message = f"'{jump.go}' comes before: this would go round for ever"
            yield material.in_step(flow, step, message, "go to a later step; an offer can 'repeat'", *where)


# --- all of them ------------------------------------------------------------------------------------------------------


def _openings(material: Material) -> Iterator[Problem]:
    script = material.script
    opened: dict[str, Flow] = {}
    for flow in script.flows.values():
        for number, intent in enumerate(flow.opens_on):
            where = ("opens_on", number)
            own = OWN_COMMANDS | ({flow.id} if flow.kind is FlowKind.ANSWER else frozenset())
            if intent not in INTENTS | own:
                message = f"'{intent}' is no intent nor command"
                yield material.in_flow(flow, message, f"an intent, or one of: {', '.join(sorted(own))}", *where)
            if intent in opened:
                message = f"'{intent}' already opens '{opened[intent].id}'"
                yield material.in_flow(flow, message, "let one flow open on it", *where)
            opened.setdefault(intent, flow)
    for name in OPENED_BY_THE_HEART:
        if name not in script.flows:
            message, remedy = f"the conversation needs the flow '{name}'", f"write {name}.yml"
            yield Problem(material.sources.flows, None, message, remedy)
    home = script.flows.get(HOME)
    for said in SAID_BY_THE_HEART:
        if home and not any(step.kind is StepKind.SAY and step.target == said for step in home.steps):
            message = f"who speaks is said by the step '{said}', which is not there"
            yield material.in_flow(home, message, f"write '- say: {said}'", "steps")
    yield from _forgotten(material)
    yield from _misplaced(material)


def _forgotten(material: Material) -> Iterator[Problem]:
    script = material.script
    opened = {
        *OPENED_BY_THE_HEART,
        *script.opened_by.values(),
        *(flow for spec in script.vocabulary.values() for flow in spec.opens.values()),
        *(way.opens for _, step in material.steps() for way in step.ways if way.opens),
        *(step.target for _, step in material.steps() if step.kind is StepKind.CALL),
    }
    for flow in script.flows.values():
        if flow.id not in opened:
            yield material.in_flow(
                flow, f"nothing opens the flow '{flow.id}'", "open it somewhere, or remove it", "flow"
            )


def _misplaced(material: Material) -> Iterator[Problem]:
    """Facts set by an offer that stays: one that lives for a run belongs to a flow that the way opens."""
    for flow, step in material.steps():
        for number, way in enumerate(step.ways):
            for fact in way.sets:
                spec = material.script.vocabulary.get(fact)
                if spec and spec.scope is Scope.PERSON and way.opens:
                    message = f"'{fact}' is the person's and would live only as long as '{way.opens}'"
                    yield material.in_step(
                        flow, step, message, "set it in that flow, or don't open one", "ways", number, "sets"
                    )
