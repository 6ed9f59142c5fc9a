"""The municipalities and regions as written: counts that are known, and no name or source that leads nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.loading.knowledge import KNOWLEDGE
from bot.loading.places import read_places
from bot.loading.strict_yaml import read_tree

TOWNS = KNOWLEDGE / "municipalities.yml"
REGIONS = KNOWLEDGE / "regions.yml"
SLUGS = [
    "bas_saint_laurent",
    "saguenay_lac_saint_jean",
    "capitale_nationale",
    "mauricie",
    "estrie",
    "montreal",
    "outaouais",
    "abitibi_temiscamingue",
    "cote_nord",
    "nord_du_quebec",
    "gaspesie_iles_de_la_madeleine",
    "chaudiere_appalaches",
    "laval",
    "lanaudiere",
    "laurentides",
    "monteregie",
    "centre_du_quebec",
]
SOUTH_SHORE_OF_THE_RMM = {"Boucherville", "Brossard", "Longueuil", "Saint-Bruno-de-Montarville", "Saint-Lambert"}
PLACEMENTS = 425

places = read_places(TOWNS, REGIONS)
cmm = [town for town in places.municipalities if town.perimeter in ("rmm", "cmm")]


def test_the_cmm_has_its_82_municipalities_in_five_parts() -> None:
    parts = Counter("south" if town.region == "monteregie" else town.region for town in cmm if town.perimeter == "cmm")
    north = parts["laurentides"] + parts["lanaudiere"]
    rmm = Counter(town.region for town in cmm if town.perimeter == "rmm")
    assert (rmm["montreal"], rmm["laval"], rmm["monteregie"], north, parts["south"]) == (16, 1, 5, 20, 40)
    assert len(cmm) == 82


def test_the_rmm_outside_the_islands_is_five_towns() -> None:
    assert {t.name for t in cmm if t.perimeter == "rmm" and t.region == "monteregie"} == SOUTH_SHORE_OF_THE_RMM


@pytest.mark.parametrize("name", ["Saint-Jérôme", "Lavaltrie", "L'Épiphanie", "Gore", "Saint-Jean-sur-Richelieu"])
def test_towns_of_the_census_area_outside_the_cmm_stay_to_confirm(name: str) -> None:
    town = places.municipality(name)
    assert town is not None
    assert town.perimeter == "rmr"


@pytest.mark.parametrize(
    ("name", "region"), [("Granby", "estrie"), ("Cowansville", "estrie"), ("Mirabel", "laurentides")]
)
def test_towns_that_changed_region_are_in_todays(name: str, region: str) -> None:
    town = places.municipality(name)
    assert town is not None
    assert town.region == region


def test_a_borough_is_its_city() -> None:
    for borough, city in (("Montréal-Nord", "Montréal"), ("hull", "Gatineau"), ("La Plaine", "Terrebonne")):
        town = places.municipality(borough)
        assert town is not None
        assert town.name == city


def test_no_name_is_written_twice() -> None:
    names = Counter(town.name for town in places.municipalities)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_17_regions_have_their_slugs_and_codes() -> None:
    assert list(places.regions) == SLUGS
    assert [region.code for region in places.regions.values()] == [f"{number:02}" for number in range(1, 18)]


def test_placements_by_region_add_up() -> None:
    rows = read_tree(REGIONS)["regions"]
    assert sum(int(row["placements_2016_2019"]) for row in rows if "placements_2016_2019" in row) == PLACEMENTS


def test_metropolitan_regions_are_never_plain_destinations() -> None:
    perimeters = {region.id: region.perimeter for region in places.regions.values()}
    assert {slug for slug, perimeter in perimeters.items() if perimeter == "rmm"} == {"montreal", "laval"}
    assert {slug for slug, perimeter in perimeters.items() if perimeter == "partly_metropolitan"} == {
        "lanaudiere",
        "laurentides",
        "monteregie",
    }


def test_a_population_comes_with_its_year() -> None:
    assert [t.name for t in places.municipalities if (t.population is None) != (t.population_year is None)] == []


@pytest.mark.parametrize(("file", "rows"), [(TOWNS, "municipalities"), (REGIONS, "regions")])
def test_every_source_is_declared_and_every_file_dated(file: Path, rows: str) -> None:
    tree = read_tree(file)
    assert date.fromisoformat(tree["meta"]["checked_on"]) <= date(2026, 11, 20)
    assert int(tree["meta"]["recheck_every"]) > 0
    assert {row["source"] for row in tree[rows]} <= set(tree["meta"]["sources"])
    assert {row["confidence"] for row in tree[rows]} <= set("ABCG")
