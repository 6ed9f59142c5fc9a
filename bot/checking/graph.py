"""A picture of the flows as a Mermaid flowchart: steps in their order, what makes each jump, the flows that are opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.conversation.conditions import Condition
from bot.conversation.facts import FactSpec
from bot.conversation.script import Flow, Script, Step, StepKind

_SHAPES: Mapping[StepKind, tuple[str, str]] = {
    StepKind.ASK: ("[/", "/]"),
    StepKind.SAY: ("[", "]"),
    StepKind.CHECK: ("{{", "}}"),
    StepKind.CALL: ("[[", "]]"),
    StepKind.OFFER: ("{", "}"),
    StepKind.HAND_OFF: ("[\\", "\\]"),
    StepKind.END: ("([", "])"),
}
_UNSAFE = re.compile(r"[^\w @.,:=()\-+…|]")


def graph(script: Script, chosen: str | None = None) -> str:
    """The flow `chosen`, or all of them, as Mermaid text; raises KeyError where there is no such flow."""
    drawn = (script.flows[chosen],) if chosen else tuple(script.flows.values())
    lines = ["flowchart TD"]
    for flow in drawn:
        lines += _flow(flow)
    named = frozenset(one.id for one in drawn)
    lines += dict.fromkeys(line for flow in drawn for line in _beyond(script, flow, named))
    return "\n".join(lines)


# --- one flow ---------------------------------------------------------------------------------------------------------


def _flow(flow: Flow) -> Iterator[str]:
    yield f"  subgraph {_whole(flow.id)}[{_quoted(flow.id)}]"
    yield "    direction TB"
    if flow.opens_on:
        yield f"    {_node(flow.id, '')}>{_quoted(' | '.join(flow.opens_on))}]"
        yield f"    {_node(flow.id, '')} --> {_at(flow, 0)}"
    for step in flow.steps:
        opening, closing = _SHAPES[step.kind]
        title = step.target if step.id in (step.target, step.target.lstrip("@")) else f"{step.id}: {step.target}"
        yield f"    {_node(flow.id, step.id)}{opening}{_quoted(f'{step.kind.value} {title}')}{closing}"
    if any(target == len(flow.steps) for index in range(len(flow.steps)) for target, _ in _after(flow, index)):
        yield f"    {_over(flow)}(({_quoted('over')}))"
    for index, step in enumerate(flow.steps):
        for target, label in _after(flow, index):
            yield f"    {_node(flow.id, step.id)} {_arrow(label)} {_at(flow, target)}"
    yield "  end"


def _after(flow: Flow, index: int) -> Iterator[tuple[int, str]]:
    """Where a step leads: positions, and on which condition."""
    step = flow.steps[index]
    if step.kind is StepKind.END:
        return
    stays = step.repeat and not any(way.leaves for way in step.ways)
    for jump in step.next:
        if flow.step(jump.go) is not None:
            yield flow.index(jump.go), _condition(jump.when)
        if jump.when is None:
            stays = True
    if not stays:
        yield index + 1, _condition(flow.steps[index + 1].when) if index + 1 < len(flow.steps) else ""
    skipped = index + 1
    while skipped < len(flow.steps) and flow.steps[skipped].when is not None and not stays:
        skipped += 1
        yield skipped, _condition(flow.steps[skipped].when) if skipped < len(flow.steps) else ""


def _at(flow: Flow, index: int) -> str:
    return _node(flow.id, flow.steps[index].id) if index < len(flow.steps) else _over(flow)


# --- what it opens ----------------------------------------------------------------------------------------------------


def _beyond(script: Script, flow: Flow, drawn: frozenset[str]) -> Iterator[str]:
    """Arrows to the flows that a flow opens; one that isn't drawn is a box of its own."""
    for step in flow.steps:
        for opened, label in _opened(step, script.vocabulary.get(step.target)):
            if opened not in script.flows:
                continue
            if opened not in drawn:
                yield f"  {_whole(opened)}[[{_quoted(opened)}]]"
            yield f"  {_node(flow.id, step.id)} {_arrow(label, dotted=True)} {_whole(opened)}"


def _opened(step: Step, spec: FactSpec | None) -> Iterator[tuple[str, str]]:
    if step.kind is StepKind.CALL:
        yield step.target, ""
    yield from ((way.opens, way.id) for way in step.ways if way.opens)
    if step.kind is StepKind.ASK and spec:
        yield from ((opened, value) for value, opened in spec.opens.items())


# --- Mermaid ----------------------------------------------------------------------------------------------------------


def _node(flow: str, step: str) -> str:
    return f"s_{_plain(flow)}__{_plain(step)}"


def _over(flow: Flow) -> str:
    return f"over_{_plain(flow.id)}"


def _whole(flow: str) -> str:
    return f"f_{_plain(flow)}"


def _plain(text: str) -> str:
    return re.sub(r"\W", "_", text, flags=re.ASCII)


def _arrow(label: str, *, dotted: bool = False) -> str:
    line = "-.->" if dotted else "-->"
    return f"{line}|{_quoted(label)}|" if label else line


def _quoted(text: str) -> str:
    """A label in quotes, what means something to Mermaid as a character code."""
    return '"' + _UNSAFE.sub(lambda found: f"#{ord(found.group())};", text) + '"'


def _condition(condition: Condition | None) -> str:
    """A condition as it reads on an arrow."""
    if condition is None:
        return ""
    lines = [f"{fact}: {', '.join(values)}" for fact, values in condition.facts.items()]
    if condition.refused:
        lines.append(f"not ({_condition(condition.refused)})")
    if condition.alternatives:
        lines.append(" or ".join(f"({_condition(one)})" for one in condition.alternatives))
    return " and ".join(lines)
