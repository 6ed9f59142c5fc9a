"""The directory as written: every kind and region has someone, nothing is invented, no excluded status is served."""

from __future__ import annotations

from datetime import date

import pytest

from bot.advice.directory import Organization
from bot.loading.directory import read_directory
from bot.loading.knowledge import KNOWLEDGE
from bot.loading.places import read_places
from bot.loading.strict_yaml import read_tree

places = read_places(KNOWLEDGE / "municipalities.yml", KNOWLEDGE / "regions.yml")
directory = read_directory(KNOWLEDGE / "directory.yml", places)
tree = read_tree(KNOWLEDGE / "directory.yml")
KINDS = [
    "sae_r",
    "settlement",
    "regional",
    "workers",
    "claimants",
    "legal",
    "adviser",
    "youth",
    "ministry",
    "local_job_help",
    "operator",
]


def regions_touched(organization: Organization) -> set[str]:
    territory = organization.territory
    towns = [town for name in territory.municipalities if (town := places.municipality(name))]
    return {*territory.regions, *(places.region_of_mrc[mrc] for mrc in territory.mrc), *(town.region for town in towns)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_someone(kind: str) -> None:
    assert directory.of_kind(kind)


def test_every_region_with_an_organisation_known_has_a_regional_one() -> None:
    touched = {region for organization in directory.of_kind("regional") for region in regions_touched(organization)}
    assert set(places.regions) - touched == {"nord_du_quebec"}


def test_identifiers_are_unique() -> None:
    assert len({organization.id for organization in directory.organizations}) == len(directory.organizations)


def test_sae_r_organisations_are_the_three_of_montreal_and_never_serve_an_excluded_status() -> None:
    offered = directory.of_kind("sae_r")
    assert {organization.id for organization in offered} == {"promis", "collectif_cfiq", "inici"}
    for organization in offered:
        assert organization.town == "Montréal"
        assert not [s for s in ("asylum_seeker", "visitor", "not_in_canada", "no_status") if organization.serves(s)]


@pytest.mark.parametrize("status", ["no_status", "visitor"])
@pytest.mark.parametrize("kind", ["adviser", "legal", "settlement"])
def test_someone_without_status_is_never_left_without_an_address(kind: str, status: str) -> None:
    assert [organization for organization in directory.of_kind(kind) if organization.serves(status)]


def test_no_ministry_for_asylum_seekers_nor_people_without_status() -> None:
    for status in ("asylum_seeker", "no_status", "visitor"):
        assert not [o for o in directory.of_kind("ministry") if o.serves(status)]


def test_no_contact_is_invented_nor_claimed_verified() -> None:
    assert not [o.id for o in directory.organizations if o.delivery_contact or o.verified_on]
    for row in tree["organizations"]:
        assert not [key for key in row if key in ("phone", "email", "address")]
        assert "/" not in row["url"]
        assert "@" not in row["url"]


def test_mandates_come_from_the_closed_list() -> None:
    mandates = {
        "employment_support",
        "settlement",
        "welcome",
        "worker_welcome",
        "coordination",
        "claimant_reception",
        "legal_aid",
        "regulated_advice",
        "youth_regions",
        "integration_planning",
        "public_employment",
        "assistant_operator",
    }
    assert {organization.mandate for organization in directory.organizations} == mandates


def test_every_record_is_dated_and_every_source_used() -> None:
    assert {row["checked_on"] for row in tree["organizations"]} == {tree["meta"]["checked_on"]}
    assert date.fromisoformat(tree["meta"]["checked_on"]) <= date(2026, 11, 20)
    assert {key for row in tree["organizations"] for key in row["sources"]} == set(tree["meta"]["sources"])
