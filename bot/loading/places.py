"""Reads `municipalities.yml` and `regions.yml` into the places of Québec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.advice.places import Municipality, Places, Region, folded
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import Meta
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed


@dataclass(frozen=True, kw_only=True)
class _Municipality(Written, Municipality):
    """A municipality as written."""


@dataclass(frozen=True, kw_only=True)
class _Municipalities(Written):
    meta: Meta
    municipalities: list[_Municipality]


@dataclass(frozen=True, kw_only=True)
class _Region(Written, Region):
    """A region as written, with what other files of the product read of it."""

    placements_2016_2019: int | None = None
    source: str = ""
    confidence: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class _Regions(Written):
    meta: Meta
    regions: list[_Region]


def read_places(municipalities: Path, regions: Path) -> Places:
    """The places of the two files; raises `ProblemsError` with every mistake and its line."""
    regions_read = typed(read_tree(regions), _Regions, regions).regions
    tree = read_tree(municipalities)
    towns = typed(tree, _Municipalities, municipalities).municipalities
    if problems := list(_problems(towns, {region.id for region in regions_read}, tree, municipalities)):
        raise ProblemsError(problems)
    return Places(municipalities=tuple(towns), regions={region.id: region for region in regions_read})


def _problems(towns: list[_Municipality], regions: set[str], tree: Block, path: Path) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for number, town in enumerate(towns):
        line = line_of(tree, ("municipalities", number))
        if town.region not in regions:
            yield Problem(path, line, f"'{town.region}' is not a region", f"use one of {', '.join(sorted(regions))}")
        if folded(town.name) in seen:
            yield Problem(path, line, f"'{town.name}' is written twice", "keep one of the two, or tell them apart")
        seen[folded(town.name)] = town.name
