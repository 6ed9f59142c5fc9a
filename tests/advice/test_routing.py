from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given

from bot.advice.directory import Directory, Organization, Territory
from bot.advice.fields import Policy
from bot.advice.profile import Profile
from bot.advice.routing import route
from tests.advice.people import KNOWLEDGE, TODAY, profile, profiles

BOUND_FOR_RIMOUSKI = {"status": "permanent_resident", "residence": "rmm", "project": "job", "destination": "Rimouski"}


def organization(id_: str, town: str = "Rimouski", **about: object) -> Organization:
    return replace(
        Organization(id=id_, name=id_, kinds=("regional",), territory=Territory(regions=("bas_saint_laurent",))),
        town=town,
        **about,
    )


def regional_order(*organizations: Organization, **said: object) -> list[str]:
    knowledge = replace(KNOWLEDGE, directory=Directory(organizations=organizations))
    found = route(knowledge, profile(**{**BOUND_FOR_RIMOUSKI, **said}))
    return [proposal.organization for proposal in found.proposals if proposal.kind == "regional"]


@given(person=profiles(Policy.ROUTE))
def test_everybody_leaves_with_a_proposal_and_a_next_step(person: Profile) -> None:
    found = route(KNOWLEDGE, person)
    assert found.proposals
    assert found.next_step
    kinds = [proposal.kind for proposal in found.proposals]
    assert all(kinds.count(kind) <= 3 for kind in kinds)


@given(person=profiles(Policy.ROUTE))
def test_a_ministry_never_hears_of_whom_it_could_harm(person: Profile) -> None:
    exposed = person.says("status", "asylum_seeker", "no_status", "visitor", "temporary_worker_closed")
    assert not (exposed and any(proposal.kind == "ministry" for proposal in route(KNOWLEDGE, person).proposals))


def test_expertise_comes_before_language_and_language_before_distance() -> None:
    nearby = organization("nearby")
    speaks_spanish = organization("speaks_spanish", town="Matane", languages=("fr", "es"))
    expert = organization("expert", town="Montréal", intercultural=True)
    assert regional_order(nearby, speaks_spanish, expert, language="es") == ["expert", "speaks_spanish", "nearby"]


def test_a_closer_organisation_comes_first_between_equals() -> None:
    elsewhere, same_region, same_town = (
        organization("a", town="Montréal"),
        organization("b", town="Matane"),
        organization("c"),
    )
    assert regional_order(elsewhere, same_region, same_town) == ["c", "b", "a"]


def test_equals_take_turns_from_day_to_day() -> None:
    equals = [organization(name) for name in ("a", "b", "c", "d")]
    first = {regional_order(*equals, on=(TODAY + timedelta(days=day)).isoformat())[0] for day in range(4)}
    assert first == {"a", "b", "c", "d"}


def test_an_organisation_limited_to_another_county_is_not_proposed() -> None:
    limited = organization("limited", territory=Territory(mrc=("La Matanie",)))
    assert "limited" not in regional_order(limited, organization("open"))
    assert "limited" in regional_order(limited, organization("open"), destination="bas_saint_laurent")
    assert regional_order(limited, destination="nord_du_quebec") == []


def test_an_organisation_that_does_not_serve_the_status_is_not_proposed() -> None:
    workers_only = organization("workers_only", statuses=("temporary_worker_open",))
    assert regional_order(workers_only, organization("all")) == ["all"]


def test_only_a_confirmed_contact_receives_a_handoff() -> None:
    confirmed = organization("confirmed", delivery_contact="accueil@example.org", verified_on=date(2026, 11, 1))
    unconfirmed = organization("unconfirmed", delivery_contact="accueil@example.org")
    knowledge = replace(KNOWLEDGE, directory=Directory(organizations=(confirmed, unconfirmed)))
    found = route(knowledge, profile(**BOUND_FOR_RIMOUSKI))
    assert {p.organization: p.deliverable for p in found.proposals} == {"confirmed": True, "unconfirmed": False}


def test_a_counsellor_is_found_in_the_directory_by_any_of_their_names() -> None:
    known = route(KNOWLEDGE, profile(followed_by="alpa")).proposals[0]
    assert (known.organization, known.organization_id, known.kind) == ("INICI", "inici", "current_counsellor")
    own = route(KNOWLEDGE, profile(followed_by="Marie, du quartier")).proposals[0]
    assert (own.organization, own.organization_id) == ("Marie, du quartier", None)


def test_one_next_step_is_named() -> None:
    steps = {
        "crisis_lines": {"danger": True, "age_band": "14_17"},
        "trusted_adult": {"age_band": "14_17"},
        "return_to_counsellor": {"followed_by": "PROMIS"},
        "contact_adviser": {"status": "no_status"},
        "contact_region_and_montreal_now": {**BOUND_FOR_RIMOUSKI, "departure": "within_1_week"},
        "contact_claimants": {"status": "asylum_seeker"},
        "choose_destination_again": {"destination": "Laval", "french": "none"},
        "contact_sae_r": {**BOUND_FOR_RIMOUSKI, "permit_question": True},
        "contact_operator": {"status": "not_in_canada", "destination": "undecided"},
    }
    assert {step: route(KNOWLEDGE, profile(**said)).next_step for step, said in steps.items()} == {s: s for s in steps}


def test_where_nobody_is_listed_the_operator_takes_over() -> None:
    listed = tuple(one for one in KNOWLEDGE.directory.organizations if "regional" not in one.kinds)
    knowledge = replace(KNOWLEDGE, directory=Directory(organizations=listed))
    found = route(knowledge, profile(**BOUND_FOR_RIMOUSKI))
    assert {"sae_r", "operator", "ministry"} == {proposal.kind for proposal in found.proposals}


def test_a_contact_confirmed_more_than_a_year_ago_receives_nothing_itself() -> None:
    confirmed = Organization(
        id="x", name="X", kinds=("regional",), delivery_contact="a@x.test", verified_on=date(2025, 11, 20)
    )
    assert confirmed.is_deliverable(date(2026, 11, 20))
    assert not confirmed.is_deliverable(date(2026, 11, 21))
    assert not replace(confirmed, delivery_contact="").is_deliverable(date(2026, 1, 1))
