"""Reads `directory.yml`: the organisations, each served status, place and kind checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from bot.advice.directory import ALL_STATUSES, Directory, Organization, Territory
from bot.advice.fields import FIELDS
from bot.advice.places import Places
from bot.advice.routes import KINDS
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import Meta
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed


@dataclass(frozen=True, kw_only=True)
class _Territory(Written, Territory):
    """A territory as written."""


@dataclass(frozen=True, kw_only=True)
class _Organization(Written):
    id: str
    name: str
    kinds: tuple[str, ...]
    territory: _Territory
    statuses: tuple[str, ...]
    languages: tuple[str, ...]
    intercultural: bool
    verified_on: date | Literal[""]
    delivery_contact: str
    confidence: Literal["A", "B", "C", "G"]
    checked_on: date
    sources: tuple[str, ...]
    alternate_names: tuple[str, ...] = ()
    description: str = ""
    mandate: str = ""
    funders: tuple[str, ...] = ()
    town: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    meta: Meta
    organizations: list[_Organization] = field(default_factory=list)


def read_directory(path: Path, places: Places) -> Directory:
    """The directory of the file; raises `ProblemsError` with every mistake and its line."""
    tree = read_tree(path)
    file = typed(tree, _File, path)
    if problems := list(_problems(file, places, tree, path)):
        raise ProblemsError(problems)
    return Directory(organizations=tuple(_organization(written) for written in file.organizations))


def _organization(written: _Organization) -> Organization:
    return Organization(
        id=written.id,
        name=written.name,
        kinds=written.kinds,
        territory=written.territory,
        statuses=written.statuses,
        languages=written.languages,
        intercultural=written.intercultural,
        verified_on=written.verified_on or None,
        delivery_contact=written.delivery_contact,
        confidence=written.confidence,
        checked_on=written.checked_on,
        sources=written.sources,
        alternate_names=written.alternate_names,
        description=written.description,
        mandate=written.mandate,
        funders=written.funders,
        town=written.town,
        url=written.url,
    )


def _problems(file: _File, places: Places, tree: Block, path: Path) -> Iterator[Problem]:
    mrcs = set(places.region_of_mrc)
    for number, organization in enumerate(file.organizations):
        territory = organization.territory
        where = ("organizations", number)
        for what, written, known in (
            ("kind", organization.kinds, set(KINDS)),
            ("status", organization.statuses, {ALL_STATUSES, *FIELDS["status"].values}),
            ("region", territory.regions, set(places.regions)),
            ("MRC", territory.mrc, mrcs),
            ("source", organization.sources, set(file.meta.sources)),
        ):
            for name in written:
                if name not in known:
                    line = line_of(tree, where)
                    yield Problem(path, line, f"'{name}' of '{organization.id}' is not a known {what}", "correct it")
        for name in (*territory.municipalities, *([organization.town] if organization.town else [])):
            if places.municipality(name) is None:
                line = line_of(tree, where)
                yield Problem(path, line, f"'{name}' of '{organization.id}' is not a known municipality", "correct it")
