"""Reads `readiness.yml`: the themes, what colours each, what to ask and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.advice.fields import FIELDS, UNSAID, cells_of
from bot.advice.themes import JOB_THEME, Action, Theme, Themes
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import Meta
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed
from bot.loading.tables import TableCheck, TableWritten, UnsaidWritten, decision

_COLOURS = ("green", "yellow", "red", "missing")
_OWN_COLUMNS = {JOB_THEME: ("green", "not_green")}


@dataclass(frozen=True, kw_only=True)
class _Action(Written):
    action: str
    lead_days: int
    source: str
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Theme(Written):
    id: str
    decisive: bool
    source: str
    asks: tuple[str, ...]
    table: TableWritten
    actions: dict[Literal["red", "yellow", "missing"], list[_Action]]
    then: dict[str, TableWritten] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    meta: Meta
    sources: dict[str, str]
    unsaid: UnsaidWritten
    themes: list[_Theme]


def read_themes(path: Path) -> Themes:
    """The themes of the file; raises `ProblemsError` with every mistake and its line."""
    tree = read_tree(path)
    file = typed(tree, _File, path)
    if problems := list(_problems(file, tree, path)):
        raise ProblemsError(problems)
    return Themes(themes=tuple(_theme(written, file) for written in file.themes))


def _theme(written: _Theme, file: _File) -> Theme:
    return Theme(
        id=written.id,
        decisive=written.decisive,
        asks=written.asks,
        source=file.sources[written.source],
        decision=decision(written.table, written.then, file.unsaid),
        actions={
            colour: tuple(
                Action(id=a.action, lead_days=a.lead_days, source=file.sources[a.source], when=a.when) for a in actions
            )
            for colour, actions in written.actions.items()
        },
    )


def _problems(file: _File, tree: Block, path: Path) -> Iterator[Problem]:
    check = TableCheck(path=path, tree=tree, outcomes=_COLOURS, own_columns=_OWN_COLUMNS)
    for number, theme in enumerate(file.themes):
        where = ("themes", number)
        yield from check.problems(theme.table, theme.then, where)
        yield from _question_problems(theme, tree, path, where)
        for colour, actions in theme.actions.items():
            here = line_of(tree, (*where, "actions", colour))
            if all(action.when for action in actions):
                yield Problem(path, here, f"nothing to do may be left for {colour}", "add an action without 'when'")
            for action in actions:
                yield from _action_problems(action, path, here)
        for source in (theme.source, *(action.source for actions in theme.actions.values() for action in actions)):
            if source not in file.sources:
                line = line_of(tree, where)
                yield Problem(path, line, f"the source '{source}' is not listed", "add it under 'sources'")


def _question_problems(theme: _Theme, tree: Block, path: Path, where: tuple[str | int, ...]) -> Iterator[Problem]:
    read = {name for table in (theme.table, *theme.then.values()) for name in table.columns if name in FIELDS}
    for name in sorted(read - set(theme.asks)):
        yield Problem(path, line_of(tree, (*where, "asks")), f"'{name}' is read and never asked", "add it to 'asks'")
    given = {
        cell
        for table in (theme.table, *theme.then.values())
        for column in table.columns.values()
        for cell in column.values()
    }
    for colour in sorted((given & set(_COLOURS) | {"missing"}) - {"green"} - set(theme.actions)):
        line = line_of(tree, (*where, "actions"))
        yield Problem(path, line, f"'{theme.id}' can be {colour} and nothing is to be done", f"add '{colour}'")


def _action_problems(action: _Action, path: Path, line: int | None) -> Iterator[Problem]:
    for name, values in action.when.items():
        known = (*cells_of(name), *UNSAID) if name in FIELDS else ()
        for value in values:
            if value not in known:
                yield Problem(path, line, f"'{value}' is not a value of '{name}'", "correct 'when'")
