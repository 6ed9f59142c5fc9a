"""Reads `routing.yml`: the rows that route a handoff, their names and values checked against fields and programmes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.advice.criteria import Outcome, Verdict
from bot.advice.fields import FIELDS, NO_STATUS, UNSAID, cells_of
from bot.advice.programmes import Programmes
from bot.advice.routes import CRITERION, KINDS, VERDICT, Area, Condition, Route, Routes, Wanted
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import Meta
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed

_Condition = dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class _Wanted(Written):
    kind: str
    areas: tuple[Area, ...]
    reason: str
    when: _Condition = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Route(Written):
    row: int
    when: _Condition = field(default_factory=dict)
    any_of: list[_Condition] = field(default_factory=list)
    propose: list[_Wanted] = field(default_factory=list)
    next_step: str = ""
    stop: bool = False
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class _NeverToAMinistry(Written):
    statuses: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    meta: Meta
    at_most: int
    rows: list[_Route]
    fallback: list[_Wanted]
    never_to_a_ministry: _NeverToAMinistry
    trusted_adult_first: _Condition


def read_routes(path: Path, programmes: Programmes) -> Routes:
    """The rows of the file; raises `ProblemsError` with every mistake and its line."""
    tree = read_tree(path)
    file = typed(tree, _File, path)
    if problems := list(_problems(file, programmes, tree, path)):
        raise ProblemsError(problems)
    return Routes(
        rows=tuple(_route(written) for written in file.rows),
        at_most=file.at_most,
        fallback=tuple(_wanted(written) for written in file.fallback),
        statuses_never_to_a_ministry=file.never_to_a_ministry.statuses,
        rows_never_to_a_ministry=file.never_to_a_ministry.rows,
        trusted_adult_first=file.trusted_adult_first,
    )


def _route(written: _Route) -> Route:
    return Route(
        row=written.row,
        when=written.when,
        any_of=tuple(written.any_of),
        propose=tuple(_wanted(wanted) for wanted in written.propose),
        next_step=written.next_step,
        stop=written.stop,
        beside=written.beside,
    )


def _wanted(written: _Wanted) -> Wanted:
    return Wanted(kind=written.kind, areas=written.areas, reason=written.reason, when=written.when)


def _problems(file: _File, programmes: Programmes, tree: Block, path: Path) -> Iterator[Problem]:
    known = _known(programmes)
    for number, route in enumerate(file.rows):
        line = line_of(tree, ("rows", number))
        if number and route.row <= file.rows[number - 1].row:
            yield Problem(
                path, line, f"row {route.row} comes out of order", "write the rows in the order of their numbers"
            )
        if not (route.when or route.any_of):
            yield Problem(path, line, f"row {route.row} has no condition", "write 'when' or 'any_of'")
        if not (route.propose or route.next_step):
            yield Problem(path, line, f"row {route.row} leads nowhere", "write 'propose' or 'next_step'")
        conditions = [route.when, *route.any_of, *(wanted.when for wanted in route.propose)]
        for condition in conditions:
            yield from _condition_problems(condition, known, path, line)
        yield from _kind_problems(route.propose, path, line)
    yield from _kind_problems(file.fallback, path, line_of(tree, ("fallback",)))
    never = _Condition(status=file.never_to_a_ministry.statuses)
    yield from _condition_problems(never, known, path, line_of(tree, ("never_to_a_ministry",)))
    yield from _condition_problems(file.trusted_adult_first, known, path, line_of(tree, ("trusted_adult_first",)))


def _known(programmes: Programmes) -> Mapping[str, tuple[str, ...]]:
    """Every name that a condition may read, with its values."""
    fields = {name: (*cells_of(name), *UNSAID) for name in FIELDS}
    return {
        **fields,
        "status": (*fields["status"], NO_STATUS),
        **{VERDICT + programme.id: tuple(Verdict) for programme in programmes.programmes},
        **{CRITERION + id_: tuple(Outcome) for id_ in programmes.criteria},
    }


def _condition_problems(
    condition: Condition, known: Mapping[str, tuple[str, ...]], path: Path, line: int | None
) -> Iterator[Problem]:
    for name, values in condition.items():
        if name not in known:
            yield Problem(path, line, f"'{name}' is no field, verdict or criterion", "check the spelling")
            continue
        for value in values:
            if value not in known[name]:
                yield Problem(path, line, f"'{value}' is not a value of '{name}'", f"use {', '.join(known[name])}")


def _kind_problems(wanted: list[_Wanted], path: Path, line: int | None) -> Iterator[Problem]:
    for one in wanted:
        if one.kind not in KINDS:
            yield Problem(path, line, f"'{one.kind}' is not a kind of organisation", f"use one of {', '.join(KINDS)}")
