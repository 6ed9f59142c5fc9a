"""Reads the flows, the vocabulary and the words from their folders into one immutable script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversation.conditions import Condition
from bot.conversation.facts import FactSpec
from bot.conversation.script import Flow, FlowKind, Jump, Script, Step, StepKind, Way
from bot.conversation.words import LANGUAGES, Text, Words
from bot.errors import EscaleError
from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Block, Rows, Written, line_of, read_tree, typed

FLOWS = Path(__file__).parent.parent / "flows"
CONTENT = Path(__file__).parent.parent / "content"
TYPED = "typed"


def load_script(flows: Path = FLOWS, content: Path = CONTENT) -> Script:
    """The whole script; raises `ProblemsError` listing every file that can't be read."""
    vocabulary = load_vocabulary(flows / "facts.yml")
    loaded = load_flows(flows)
    opened_by = {intent: flow.id for flow in loaded.values() for intent in flow.opens_on}
    return Script(flows=loaded, vocabulary=vocabulary, words=load_words(content), opened_by=opened_by)


# --- facts -----------------------------------------------------------------------------------------------------------


class MalformedConditionError(EscaleError):
    """A condition is 'fact: value' or 'fact: [values]' lines, with 'not:' and 'any:' as conditions of their own."""


def load_vocabulary(path: Path) -> Mapping[str, FactSpec]:
    """`flows/facts.yml`, conditions read; raises `ProblemsError`."""
    tree = read_tree(path)
    for name, block in tree.items():
        if isinstance(block, Block):
            try:
                _read_conditions_of_fact(block)
            except MalformedConditionError as error:
                raise ProblemsError([_malformed(path, tree.lines[name], error)]) from None
    return typed(tree, dict[str, FactSpec], path)


def _read_conditions_of_fact(block: Block) -> None:
    if "applies_when" in block:
        block["applies_when"] = condition(block["applies_when"])
    if "shown_when" in block:
        block["shown_when"] = {option: condition(one) for option, one in block["shown_when"].items()}


def condition(tree: Mapping[str, Any]) -> Condition:
    """A condition as written in YAML: fact → value or list of values, `not:`, `any:`; raises `MalformedConditionError`."""
    if not isinstance(tree, Mapping) or not all(_well_formed(name, wanted) for name, wanted in tree.items()):
        raise MalformedConditionError(f"{MalformedConditionError.__doc__}")
    facts = {
        str(name): (str(wanted),) if isinstance(wanted, str) else tuple(str(one) for one in wanted)
        for name, wanted in tree.items()
        if name not in ("not", "any")
    }
    return Condition(
        facts=facts,
        refused=condition(tree["not"]) if "not" in tree else None,
        alternatives=tuple(condition(one) for one in tree.get("any", ())),
    )


def _well_formed(name: str, wanted: object) -> bool:
    if name == "not":
        return isinstance(wanted, Mapping)
    return isinstance(wanted, str | list) and (name != "any" or isinstance(wanted, list))


def _malformed(path: Path, line: int, error: MalformedConditionError) -> Problem:
    return Problem(path, line, "the condition can't be read", str(error))


# --- flows -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _WrittenJump(Written):
    go: str
    when: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class _WrittenWay(Written):
    id: str
    opens: str | None = None
    sets: dict[str, str] = field(default_factory=dict)
    when: dict[str, Any] | None = None
    leaves: bool = False


@dataclass(frozen=True, kw_only=True)
class _WrittenStep(Written):
    id: str | None = None
    ask: str | None = None
    say: str | None = None
    check: str | None = None
    call: str | None = None
    offer: str | None = None
    hand_off: str | None = None
    end: str | None = None
    when: dict[str, Any] | None = None
    next: tuple[_WrittenJump, ...] = ()
    why: bool = False
    anew: bool = False
    ask_missing: bool = False
    repeat: bool = False
    ways: tuple[_WrittenWay, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _WrittenFlow(Written):
    flow: str
    kind: FlowKind
    steps: tuple[_WrittenStep, ...]
    opens_on: tuple[str, ...] = ()
    recap: bool = False


def load_flows(folder: Path) -> Mapping[str, Flow]:
    """Every flow of the folder by id; raises `ProblemsError` with all that is wrong in all of them."""
    flows: dict[str, Flow] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yml")):
        if path.name == "facts.yml":
            continue
        try:
            flow = _flow(path)
        except ProblemsError as error:
            problems += error.problems
            continue
        if flow.id != path.stem:
            problems.append(Problem(path, 1, f"the flow is named '{flow.id}'", f"name it '{path.stem}', like its file"))
        flows[flow.id] = flow
    if problems:
        raise ProblemsError(problems)
    return flows


def _flow(path: Path) -> Flow:
    tree = read_tree(path)
    written = typed(tree, _WrittenFlow, path)
    steps = tuple(_step(step, line_of(tree, ("steps", index)) or 1, path) for index, step in enumerate(written.steps))
    return Flow(
        id=written.flow,
        kind=written.kind,
        steps=steps,
        opens_on=written.opens_on,
        recap=written.recap,
        path=str(path),
    )


def _step(written: _WrittenStep, line: int, path: Path) -> Step:
    named = [(kind, getattr(written, kind.value)) for kind in StepKind if getattr(written, kind.value) is not None]
    if len(named) != 1:
        kinds = ", ".join(kind.value for kind in StepKind)
        raise ProblemsError([Problem(path, line, "a step does exactly one thing", f"keep one of: {kinds}")])
    try:
        return _typed_step(written, *named[0], line)
    except MalformedConditionError as error:
        raise ProblemsError([_malformed(path, line, error)]) from None


def _typed_step(written: _WrittenStep, kind: StepKind, target: str, line: int) -> Step:
    return Step(
        id=written.id or target.lstrip("@"),
        kind=kind,
        target=target,
        line=line,
        when=_optional(written.when),
        next=tuple(Jump(go=jump.go, when=_optional(jump.when)) for jump in written.next),
        why=written.why,
        anew=written.anew,
        ask_missing=written.ask_missing,
        repeat=written.repeat,
        ways=tuple(
            Way(id=way.id, opens=way.opens, sets=way.sets, when=_optional(way.when), leaves=way.leaves)
            for way in written.ways
        ),
    )


def _optional(tree: Mapping[str, Any] | None) -> Condition | None:
    return None if tree is None else condition(tree)


# --- words -----------------------------------------------------------------------------------------------------------


def load_words(folder: Path) -> Words:
    """Every word file of every language, keys joined with dots; raises `ProblemsError`.

    A file's keys begin with its name, except under `facts:`, whose keys begin with `facts.`: a fact's words may stand in the
    file of the flow that asks it. What people type stands under a key `typed`, as a list.
    """
    texts: dict[str, dict[str, Text]] = {}
    synonyms: dict[str, dict[str, tuple[str, ...]]] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        texts[language], synonyms[language] = {}, {}
        for path in sorted((folder / language).glob("*.yml")):
            try:
                for key, value in _leaves(read_tree(path), path.stem):
                    if isinstance(value, tuple):
                        synonyms[language][key] = value
                    else:
                        texts[language][key] = value
            except ProblemsError as error:
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return Words(texts=texts, typed=synonyms)


def _leaves(tree: Block, stem: str) -> Iterator[tuple[str, Text | tuple[str, ...]]]:
    for name, value in tree.items():
        yield from _leaf("facts" if name == "facts" else f"{stem}.{name}", value)


def _leaf(key: str, value: Any) -> Iterator[tuple[str, Text | tuple[str, ...]]]:
    if isinstance(value, Rows):
        yield key.removesuffix(f".{TYPED}"), tuple(str(one) for one in value)
    elif isinstance(value, Block):
        if "other" in value and set(value) <= {"zero", "one", "two", "few", "many", "other"}:
            yield key, {form: str(text) for form, text in value.items()}
        else:
            for name, inner in value.items():
                yield from _leaf(f"{key}.{name}", inner)
    else:
        yield key, str(value).rstrip("\n")
