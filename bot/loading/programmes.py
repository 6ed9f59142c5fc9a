"""Reads `programmes.yml`: the programmes, their criteria and the order of asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from bot.advice.fields import FIELDS
from bot.advice.programmes import Criterion, Programme, Programmes, Variant
from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed
from bot.loading.tables import TableCheck, TableWritten, UnsaidWritten, decision

_OUTCOMES = ("met", "failed", "to_confirm", "unanswered")


@dataclass(frozen=True, kw_only=True)
class Meta(Written):
    """When the file was last checked, and after how many days it must be again."""

    checked_on: date
    recheck_every: int
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Variant(Written):
    table: TableWritten
    then: dict[str, TableWritten] = field(default_factory=dict)
    since: date | None = None
    before: date | None = None
    years: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Criterion(Written):
    source: str
    confidence: Literal["A", "B", "C", "G"]
    checked_on: date
    variants: list[_Variant]


@dataclass(frozen=True, kw_only=True)
class _Programme(Written):
    id: str
    criteria: tuple[str, ...]
    confirmed_on: date | Literal[""]


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    meta: Meta
    sources: dict[str, str]
    unsaid: UnsaidWritten
    asking: tuple[tuple[str, ...], ...]
    programmes: list[_Programme]
    criteria: dict[str, _Criterion]


def read_programmes(path: Path) -> Programmes:
    """The programmes of the file; raises `ProblemsError` with every mistake and its line."""
    tree = read_tree(path)
    file = typed(tree, _File, path)
    if problems := list(_problems(file, tree, path)):
        raise ProblemsError(problems)
    return Programmes(
        programmes=tuple(
            Programme(id=p.id, criteria=p.criteria, confirmed_on=p.confirmed_on or None) for p in file.programmes
        ),
        criteria={id_: _criterion(id_, written, file) for id_, written in file.criteria.items()},
        asking=file.asking,
    )


def _criterion(id_: str, written: _Criterion, file: _File) -> Criterion:
    return Criterion(
        id=id_,
        source=file.sources[written.source],
        confidence=written.confidence,
        checked_on=written.checked_on,
        variants=tuple(
            Variant(
                decision=decision(variant.table, variant.then, file.unsaid),
                since=variant.since,
                before=variant.before,
                years=variant.years,
            )
            for variant in written.variants
        ),
    )


def _problems(file: _File, tree: Block, path: Path) -> Iterator[Problem]:
    check = TableCheck(path=path, tree=tree, outcomes=_OUTCOMES)
    read: set[str] = set()
    for id_, criterion in file.criteria.items():
        if criterion.source not in file.sources:
            line = line_of(tree, ("criteria", id_, "source"))
            yield Problem(path, line, f"the source '{criterion.source}' is not listed", "add it under 'sources'")
        for number, variant in enumerate(criterion.variants):
            yield from check.problems(variant.table, variant.then, ("criteria", id_, "variants", number))
            read |= {name for table in (variant.table, *variant.then.values()) for name in table.columns}
    for number, programme in enumerate(file.programmes):
        for name in programme.criteria:
            if name not in file.criteria:
                line = line_of(tree, ("programmes", number, "criteria"))
                yield Problem(path, line, f"'{name}' is not a criterion", "describe it under 'criteria'")
    asked = [name for tier in file.asking for name in tier]
    for name in sorted(read & set(FIELDS) - set(asked)):
        yield Problem(path, line_of(tree, ("asking",)), f"'{name}' is never asked", "add it to 'asking'")
