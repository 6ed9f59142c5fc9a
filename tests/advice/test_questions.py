from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.advice.criteria import Verdict
from bot.advice.eligibility import screen
from bot.advice.fields import Policy, cells_of
from bot.advice.profile import Profile
from bot.advice.questions import next_fields
from tests.advice.people import KNOWLEDGE, profile, profiles


@given(person=profiles(Policy.SCREEN), data=st.data())
def test_asking_until_nothing_is_left_settles_every_verdict(person: Profile, data: st.DataObject) -> None:
    for _ in range(20):
        asked = next_fields(KNOWLEDGE, person)
        if not asked:
            break
        answer = data.draw(st.sampled_from((*cells_of(asked[0]), "unknown", "declined")))
        person = person.with_answer(asked[0], answer)
    verdicts = {result.verdict for result in screen(KNOWLEDGE, person).programmes}
    assert Verdict.INCOMPLETE not in verdicts


@given(person=profiles(Policy.SCREEN))
def test_what_is_asked_is_what_some_programme_misses(person: Profile) -> None:
    asked = next_fields(KNOWLEDGE, person)
    missing = {field for result in screen(KNOWLEDGE, person).programmes for field in result.missing}
    assert sorted(asked) == sorted(missing)


def test_the_need_comes_first_then_where_and_the_status_last() -> None:
    assert next_fields(KNOWLEDGE, profile()) == (
        "project",
        "destination_perimeter",
        "residence",
        "other_programme",
        "job_offer",
        "age_band",
        "status",
    )


def test_a_certificate_is_asked_only_where_the_status_needs_it() -> None:
    said = {"project": "job", "destination_perimeter": "region", "residence": "rmm", "other_programme": False}
    open_permit = profile(**said, job_offer="none", age_band="18_34", status="temporary_worker_open")
    assert next_fields(KNOWLEDGE, open_permit) == ("csq", "sae_r_enrolled")
    assert next_fields(KNOWLEDGE, open_permit.with_answer("csq", "true")) == ()


def test_a_programme_that_is_closed_asks_nothing_more() -> None:
    assert "project" not in next_fields(KNOWLEDGE, profile(destination_perimeter="rmm"))


def test_nobody_without_status_is_asked_anything() -> None:
    assert next_fields(KNOWLEDGE, profile(status="no_status")) == ()
