from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.directory import Directory
from bot.advice.fields import Policy, cells_of
from bot.advice.profile import Profile, read_profile
from bot.advice.readiness import Colour, assess, theme_fields
from tests.advice.people import KNOWLEDGE, TODAY, profile, profiles

THEMES = [theme.id for theme in KNOWLEDGE.themes.themes]
DECISIVE = {theme.id for theme in KNOWLEDGE.themes.themes if theme.decisive}


def test_the_three_decisive_themes_are_partner_job_and_network() -> None:
    assert {"partner", "job", "network"} == DECISIVE


@given(person=profiles(Policy.ASSESS), days=st.integers(min_value=0, max_value=400))
def test_what_is_red_comes_first_and_the_rest_by_date(person: Profile, days: int) -> None:
    departure = date.fromordinal(person.on.toordinal() + days)
    dated = profile(on=person.on.isoformat(), departure_date=departure.isoformat())
    for name, values in person.answers.items():
        dated = dated if name == "departure" else dated.with_answer(name, *values)
    assessment = assess(KNOWLEDGE, dated)
    dates = [step.by for step in assessment.next]
    assert all(day and person.on <= day <= departure for day in dates)
    assert dates == sorted(dates, key=str)
    reds = [assessment.themes[step.theme] is Colour.RED for step in assessment.next]
    assert reds == sorted(reds, reverse=True)


@given(person=profiles(Policy.ASSESS))
def test_every_theme_that_is_not_green_says_what_to_do_next(person: Profile) -> None:
    assessment = assess(KNOWLEDGE, person)
    not_green = {theme for theme, colour in assessment.themes.items() if colour is not Colour.GREEN}
    assert {step.theme for step in assessment.next} == not_green
    assert list(assessment.themes) == ([] if person.says("status", "no_status") else THEMES)


@given(person=profiles(Policy.ASSESS), theme=st.sampled_from(THEMES), data=st.data())
def test_asking_a_theme_to_the_end_leaves_it_said(person: Profile, theme: str, data: st.DataObject) -> None:
    if person.says("status", "no_status"):
        return
    for _ in range(10):
        asked = theme_fields(KNOWLEDGE, theme, person)
        if not asked:
            break
        person = person.with_answer(asked[0], data.draw(st.sampled_from(cells_of(asked[0]))))
    assert theme_fields(KNOWLEDGE, theme, person) == ()
    kept_to_oneself = any(person.says(name, "unknown", "declined") for name in KNOWLEDGE.themes.theme(theme).asks)
    assert kept_to_oneself or assess(KNOWLEDGE, person).themes[theme] is not Colour.MISSING


@pytest.mark.parametrize(
    ("theme", "said", "asked"),
    [
        ("partner", {}, ("partner",)),
        ("partner", {"partner": "agrees"}, ("partner_plan",)),
        ("partner", {"partner": "not_consulted"}, ("departure",)),
        ("partner", {"partner": "leaving_without_partner"}, ()),
        ("permit", {"status": "citizen"}, ()),
        ("permit", {"status": "international_student"}, ("permit_end",)),
        ("permit", {"status": "temporary_worker_closed"}, ("permit_end", "employer_change")),
        ("permit", {"status": "temporary_worker_closed", "permit_end": "before_departure"}, ()),
        ("transport", {}, ("place_type",)),
        ("transport", {"place_type": "urban"}, ()),
        ("transport", {"place_type": "rural"}, ("licence", "car")),
        ("transport", {"place_type": "rural", "licence": "unknown"}, ()),
        ("finances", {"savings": "under_2_months", "job_offer": "none", "project": "job"}, ("network",)),
        ("job", {"job_offer": "accepted"}, ()),
        ("job", {"job_offer": "none", "project": ["job"]}, ()),
        ("job", {"job_offer": "none", "project": ["training"]}, ("training_confirmed",)),
    ],
)
def test_a_theme_asks_only_what_applies(theme: str, said: dict[str, object], asked: tuple[str, ...]) -> None:
    assert theme_fields(KNOWLEDGE, theme, profile(**said)) == asked


def test_a_named_town_says_what_kind_of_place_it_is_and_who_welcomes_there() -> None:
    bound_for_rimouski = profile(destination="Rimouski")
    assert assess(KNOWLEDGE, bound_for_rimouski).themes["welcome"] is Colour.GREEN
    assert not bound_for_rimouski.says("place_type", "absent")
    nobody = replace(KNOWLEDGE, directory=Directory(organizations=()))
    unwelcomed = read_profile({"destination": "Rimouski"}, nobody, today=TODAY)
    assert assess(nobody, unwelcomed).themes["welcome"] is Colour.YELLOW
    assert assess(KNOWLEDGE, profile(destination="Rimouski", welcome="unknown")).themes["welcome"] is Colour.MISSING
