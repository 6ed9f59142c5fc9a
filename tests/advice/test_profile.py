from __future__ import annotations

from datetime import date

import pytest

from bot.advice.fields import Policy
from bot.advice.profile import ProfileError, read_profile
from tests.advice.people import KNOWLEDGE, TODAY, profile


def test_a_borough_counts_as_its_city() -> None:
    person = profile(municipality="montreal nord", destination="St-Jérôme")
    assert person.values("municipality") == ("Montréal",)
    assert person.values("residence") == ("rmm",)
    assert person.values("destination_perimeter") == ("rmr",)


def test_not_knowing_where_to_go_is_an_answer() -> None:
    assert profile(destination="unknown").values("destination_perimeter") == ("unknown",)
    assert profile(municipality="declined").values("residence") == ("declined",)
    assert profile(destination="unknown", destination_perimeter="region").values("destination_perimeter") == ("region",)


def test_a_region_slug_gives_its_perimeter() -> None:
    perimeters = {
        slug: profile(destination=slug).values("destination_perimeter")[0] for slug in KNOWLEDGE.places.regions
    }
    assert {slug for slug, perimeter in perimeters.items() if perimeter == "rmm"} == {"montreal", "laval"}
    partly = {slug for slug, perimeter in perimeters.items() if perimeter == "partly_metropolitan"}
    assert partly == {"lanaudiere", "laurentides", "monteregie"}
    assert set(perimeters.values()) == {"rmm", "partly_metropolitan", "region"}


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"municipality": "Laval", "residence": "region"}, "residence"),
        ({"destination": "Rimouski", "destination_perimeter": "rmm"}, "destination_perimeter"),
        ({"departure_date": "2026-11-25", "departure": "later"}, "departure"),
        ({"departure_date": "2026-11-19"}, "departure_date"),
        ({"arrival_date": "2026-11-21"}, "arrival_date"),
        ({"project": []}, "project"),
        ({"csq": None}, "csq"),
        ({"followed_by": " "}, "followed_by"),
        ({"on": "20261120"}, "on"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_the_name_of_its_field(record: dict[str, object], field: str) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(record, KNOWLEDGE, today=TODAY)
    assert refused.value.field == field
    assert refused.value.accepted


def test_a_misspelled_field_is_told_which_one_it_looks_like() -> None:
    with pytest.raises(ProfileError, match="did you mean job_offer"):
        profile(job_ofer="none")


def test_what_another_question_reads_is_ignored() -> None:
    person = read_profile({"savings": "a little", "on": "2026-01-02"}, KNOWLEDGE, today=TODAY, policy=Policy.SCREEN)
    assert person.answers == {"on": ("2026-01-02",)}


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(on: str) -> None:
    assert profile(on=on, departure_date="9999-12-31").departure_date == date.max
