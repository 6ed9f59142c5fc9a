"""Whether an organisation's territory covers a place that a person named, be it a town, a region or only a perimeter."""

from __future__ import annotations

from dataclasses import dataclass

from bot.advice.directory import Organization, Territory
from bot.advice.places import Municipality, Places, Region, folded


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place as far as the person named it; all empty when nothing was named."""

    municipality: str = ""
    mrc: str = ""
    region: str = ""
    perimeter: str = ""

    @property
    def is_named(self) -> bool:
        """Whether a region at least is known."""
        return bool(self.region)


def spot_of_town(town: Municipality) -> Spot:
    return Spot(municipality=town.name, mrc=town.mrc, region=town.region, perimeter=town.perimeter)


def spot_of_region(region: Region) -> Spot:
    return Spot(region=region.id, perimeter=region.perimeter)


GREATER_MONTREAL = Spot(region="montreal", perimeter="rmm")
"""Where the programmes that lead out of Greater Montréal are given, whichever of its towns a person lives in."""


def covers(territory: Territory, spot: Spot, places: Places) -> bool:
    """Whether the territory holds the place: the whole of Québec where none is named, some part of it for a region."""
    if territory.is_everywhere:
        return True
    if not spot.is_named:
        return len(territory.regions) == len(places.regions)
    if spot.region in territory.regions:
        return True
    if spot.municipality:
        return spot.municipality in territory.municipalities or spot.mrc in territory.mrc
    return spot.region in _regions_touched(territory, places)


def steps_away(organization: Organization, spot: Spot, places: Places) -> int:
    """How far an organisation's town is from a place: 0 the same town, 1 its MRC, 2 its region, 3 elsewhere or unknown."""
    town = places.municipality(organization.town) if organization.town else None
    if town is None or not spot.is_named or town.region != spot.region:
        return 3
    if spot.municipality and folded(town.name) == folded(spot.municipality):
        return 0
    return 1 if spot.mrc and town.mrc == spot.mrc else 2


def _regions_touched(territory: Territory, places: Places) -> set[str]:
    touched = {places.region_of_mrc[mrc] for mrc in territory.mrc if mrc in places.region_of_mrc}
    towns = (places.municipality(name) for name in territory.municipalities)
    return touched | {town.region for town in towns if town}
