"""Municipalities and regions of Québec, and the perimeter each belongs to.

The three perimeters of Greater Montréal are never merged (rules §1): `rmm`, `cmm`, `rmr`, else `region`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Perimeter = Literal["region", "rmm", "cmm", "rmr"]
PlaceType = Literal["urban", "town", "rural"]


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """A municipality under its official name; its boroughs count as itself."""

    name: str
    region: str
    perimeter: Perimeter
    place_type: PlaceType
    mrc: str = ""
    population: int | None = None
    population_year: int | None = None
    boroughs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Region:
    """One of the seventeen administrative regions, by slug; `distance_km` is counted from Montréal."""

    id: str
    name: str
    code: str
    perimeter: Literal["rmm", "region", "partly_metropolitan"]
    distance_km: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    def called(self, language: str) -> str:
        """Its name in a language; the official French name where the language has no other."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, kw_only=True)
class Places:
    """All the places known, found by any of their names."""

    municipalities: tuple[Municipality, ...]
    regions: Mapping[str, Region]
    region_of_mrc: Mapping[str, str] = field(init=False)
    _by_name: Mapping[str, Municipality] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names: dict[str, Municipality] = {}
        for names_of in (_lesser_names, _official_name):
            for municipality in self.municipalities:
                names.update({folded(name): municipality for name in names_of(municipality)})
        object.__setattr__(self, "_by_name", names)
        object.__setattr__(self, "region_of_mrc", {m.mrc: m.region for m in self.municipalities if m.mrc})

    def municipality(self, name: str) -> Municipality | None:
        """The municipality of that official name, alias or borough, whatever the case, accents and hyphens."""
        return self._by_name.get(folded(name))


def _official_name(municipality: Municipality) -> tuple[str, ...]:
    return (municipality.name,)


def _lesser_names(municipality: Municipality) -> tuple[str, ...]:
    return (*municipality.aliases, *municipality.boroughs)


def folded(name: str) -> str:
    """A name without case, accents, hyphens or apostrophes, `St` and `Ste` written out."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
