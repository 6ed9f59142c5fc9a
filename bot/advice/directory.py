"""The organisations that newcomers can be put in touch with: whom each serves, where, in which languages.

An organisation receives a handoff only through a delivery contact that an operator confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.advice.dates import months_after

ALL_STATUSES = "all"
OPERATOR = "operator"
CONFIRMED = "confirmed"
"""Stands for a contact that an operator confirmed: the contact itself is nobody's to read here."""
_CONFIRMED_FOR_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Territory:
    """Where an organisation serves people: whole regions, municipalities, MRCs; all empty means all of Québec."""

    regions: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    mrc: tuple[str, ...] = ()

    @property
    def is_everywhere(self) -> bool:
        return not (self.regions or self.municipalities or self.mrc)


@dataclass(frozen=True, kw_only=True)
class Organization:
    """An organisation of the directory; `statuses` holds `all` or those it serves; no language known means French."""

    id: str
    name: str
    kinds: tuple[str, ...]
    territory: Territory = Territory()
    alternate_names: tuple[str, ...] = ()
    description: str = ""
    mandate: str = ""
    funders: tuple[str, ...] = ()
    town: str = ""
    statuses: tuple[str, ...] = (ALL_STATUSES,)
    languages: tuple[str, ...] = ()
    intercultural: bool = False
    url: str = ""
    delivery_contact: str = ""
    verified_on: date | None = None
    sources: tuple[str, ...] = ()
    confidence: str = ""
    checked_on: date | None = None

    def is_deliverable(self, on: date) -> bool:
        """Whether an operator confirmed, in the twelve months before that day, a contact that can receive a handoff."""
        if not self.delivery_contact or self.verified_on is None:
            return False
        return self.verified_on <= on <= months_after(self.verified_on, _CONFIRMED_FOR_MONTHS)

    def serves(self, status: str) -> bool:
        return ALL_STATUSES in self.statuses or status in self.statuses

    def works_in(self, language: str) -> bool:
        return language in (self.languages or ("fr",))


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The organisations, in the order of the file."""

    organizations: tuple[Organization, ...]
    by_kind: Mapping[str, tuple[Organization, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_kind: dict[str, tuple[Organization, ...]] = {}
        for organization in self.organizations:
            for kind in organization.kinds:
                by_kind[kind] = (*by_kind.get(kind, ()), organization)
        object.__setattr__(self, "by_kind", by_kind)

    def run_by(self, name: str) -> Directory:
        """The same directory, the operator under its own name."""
        renamed = (replace(one, name=name) if OPERATOR in one.kinds else one for one in self.organizations)
        return Directory(organizations=tuple(renamed))

    def confirmed(self, days: Mapping[str, date | None]) -> Directory:
        """The same directory, where an operator confirmed contacts on these days, or took them away (None), by id."""
        changed = (
            replace(one, delivery_contact=CONFIRMED if days[one.id] else "", verified_on=days[one.id])
            if one.id in days
            else one
            for one in self.organizations
        )
        return Directory(organizations=tuple(changed))

    def named(self, organization: str) -> Organization | None:
        """The organisation of this id."""
        return next((one for one in self.organizations if one.id == organization), None)

    def of_kind(self, kind: str) -> tuple[Organization, ...]:
        return self.by_kind.get(kind, ())
