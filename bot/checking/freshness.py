"""What is known has a source and a date, and was checked recently enough on the day asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.checking.material import Material
from bot.loading.problems import Problem
from bot.loading.strict_yaml import Block, Rows

CONFIRMED_FOR = timedelta(days=365)
FIGURES = ("population", "placements_2016_2019", "distance_km")
CHECKED_ON = "checked_on"
_NAMED_BY = ("id", "name")


def problems(material: Material) -> Iterator[Problem]:
    """Every file of the knowledge, in the order of their names."""
    for path in sorted(material.sources.knowledge.glob("*.yml")):
        tree = material.tree(path)
        meta = tree.get("meta")
        if not isinstance(meta, Block):
            yield Problem(path, 1, "nothing says when this was checked", "write 'meta: {checked_on, recheck_every}'")
            continue
        yield from _sources(tree, path)
        yield from _checked(tree, path, material.on, timedelta(days=int(meta["recheck_every"])))
        yield from _confirmed(tree, path, material.on)
        yield from _figures(tree, path)


# --- sources ----------------------------------------------------------------------------------------------------------


def _sources(tree: Block, path: Path) -> Iterator[Problem]:
    for listed in (tree.get("sources"), tree["meta"].get("sources")):
        if isinstance(listed, Block):
            for name, source in listed.items():
                if not source.strip():
                    yield Problem(path, listed.lines[name], f"the source '{name}' is empty", "say where this was read")
    for organization in tree.get("organizations", ()):
        if not organization.get("sources"):
            message = f"'{organization['id']}' has no source"
            yield Problem(path, organization.line, message, "say where it was read")


def _figures(tree: Block, path: Path) -> Iterator[Problem]:
    """A figure of a place has a source of its own; its date is its own or that of the file."""
    known = tree["meta"].get("sources", Block())
    for block in _blocks(tree):
        figures = [name for name in FIGURES if name in block]
        if figures:
            name, line = _name(block), block.lines[figures[0]]
            source = block.get("source", "")
            if not source:
                yield Problem(path, line, f"'{figures[0]}' of '{name}' has no source", "write 'source'")
            elif source not in known:
                yield Problem(
                    path, line, f"the source '{source}' of '{name}' is not listed", "add it to 'meta.sources'"
                )
            if "population" in block and "population_year" not in block:
                yield Problem(path, line, f"the population of '{name}' has no year", "write 'population_year'")


# --- dates ------------------------------------------------------------------------------------------------------------


def _checked(tree: Block, path: Path, on: date, every: timedelta) -> Iterator[Problem]:
    for block in _blocks(tree):
        checked = block.get(CHECKED_ON)
        if checked and on > date.fromisoformat(checked) + every:
            what = "this file" if block is tree["meta"] else f"'{_name(block, tree)}'"
            message = f"{what} was last checked on {checked}, more than {every.days} days ago"
            yield Problem(path, block.lines[CHECKED_ON], message, "read its source again, then date it", warning=True)


def _confirmed(tree: Block, path: Path, on: date) -> Iterator[Problem]:
    for block in _blocks(tree):
        for key in ("verified_on", "confirmed_on"):
            written = block.get(key)
            if written and on > date.fromisoformat(written) + CONFIRMED_FOR:
                message = f"'{_name(block)}' was last confirmed on {written}, more than a year ago"
                yield Problem(path, block.lines[key], message, "confirm it again, or empty the date", warning=True)


def _blocks(tree: Any) -> Iterator[Block]:
    if isinstance(tree, Block):
        yield tree
    for inner in tree.values() if isinstance(tree, Block) else tree if isinstance(tree, Rows) else ():
        yield from _blocks(inner)


def _name(block: Block, tree: Block | None = None) -> str:
    """How an entry is called: by its id or name, or by the key it stands under."""
    named = next((str(block[key]) for key in _NAMED_BY if key in block), None)
    if named is None and tree is not None:
        holders = (holder.items() for holder in _blocks(tree))
        named = next((name for items in holders for name, value in items if value is block), None)
    return named or "an entry"
