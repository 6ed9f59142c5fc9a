"""The shape of conditions as they are written in the flows and the vocabulary, looked at before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Block, Rows, read_tree

ONE_CONDITION = ("when", "applies_when")
BY_OPTION = "shown_when"


def shape_problems(flows: Path) -> Iterator[Problem]:
    """Conditions that are not `fact: [values]` lines; and files that can't be read at all."""
    for path in sorted(flows.rglob("*.yml")):
        try:
            tree = read_tree(path)
        except ProblemsError as error:
            yield from error.problems
        else:
            yield from _of_tree(tree, path)


def _of_tree(tree: Any, path: Path) -> Iterator[Problem]:
    if isinstance(tree, Rows):
        for row in tree:
            yield from _of_tree(row, path)
    elif isinstance(tree, Block):
        for name, value in tree.items():
            if name in ONE_CONDITION:
                yield from _of_condition(value, path, tree.lines[name])
            elif name == BY_OPTION:
                yield from _of_options(value, path, tree.lines[name])
            else:
                yield from _of_tree(value, path)


def _of_options(tree: Any, path: Path, line: int) -> Iterator[Problem]:
    if not isinstance(tree, Block):
        yield Problem(path, line, "'shown_when' gives a condition to options", "write 'option: {fact: [values]}'")
        return
    for option, one in tree.items():
        yield from _of_condition(one, path, tree.lines[option])


def _of_condition(tree: Any, path: Path, line: int) -> Iterator[Problem]:
    if not isinstance(tree, Block) or not tree:
        yield Problem(path, line, "a condition names facts and values", "write '{fact: [value, value]}'")
        return
    for name, wanted in tree.items():
        here = tree.lines[name]
        if name == "not":
            yield from _of_condition(wanted, path, here)
        elif name == "any":
            if not isinstance(wanted, Rows) or not wanted:
                yield Problem(path, here, "'any' is a list of conditions", "write 'any: [{…}, {…}]'")
                continue
            for one in wanted:
                yield from _of_condition(one, path, getattr(one, "line", here))
        elif isinstance(wanted, Block) or (isinstance(wanted, Rows) and not _plain(wanted)):
            yield Problem(path, here, f"'{name}' needs a list of values", f"write '{name}: [value, value]'")


def _plain(rows: Rows) -> bool:
    return bool(rows) and not any(isinstance(one, Block | Rows) for one in rows)
