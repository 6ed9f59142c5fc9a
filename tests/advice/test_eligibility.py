from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from bot.advice.changes import changed
from bot.advice.criteria import Outcome, Verdict
from bot.advice.dates import arrival_band
from bot.advice.eligibility import screen
from bot.advice.fields import Policy
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile
from tests.advice.people import KNOWLEDGE, profile, profiles


@given(person=profiles(Policy.SCREEN))
def test_a_verdict_is_the_worst_that_its_criteria_say(person: Profile) -> None:
    for result in screen(KNOWLEDGE, person).programmes:
        outcomes = {criterion.outcome for criterion in result.criteria}
        if person.says("status", "no_status"):
            assert (result.verdict, result.criteria) == (Verdict.NOT_ASSESSED, ())
        elif Outcome.FAILED in outcomes:
            assert result.verdict is Verdict.NOT_ELIGIBLE
        elif Outcome.UNANSWERED in outcomes:
            assert result.verdict is Verdict.INCOMPLETE
        elif Outcome.TO_CONFIRM in outcomes:
            assert result.verdict is Verdict.TO_CONFIRM
        else:
            assert result.verdict is Verdict.ELIGIBLE


@given(person=profiles(Policy.SCREEN))
def test_what_would_change_a_verdict_does_change_it(person: Profile) -> None:
    for result in screen(KNOWLEDGE, person).programmes:
        for changes in result.would_change:
            other = person
            for change in changes:
                other = changed(other, change)
            lifted = screen(KNOWLEDGE, other).verdict(result.id)
            if result.verdict is Verdict.NOT_ELIGIBLE:
                assert lifted is not Verdict.NOT_ELIGIBLE
            else:
                assert (result.verdict, lifted) == (Verdict.TO_CONFIRM, Verdict.ELIGIBLE)


@given(person=profiles(Policy.SCREEN))
def test_nothing_smaller_would_change_a_verdict(person: Profile) -> None:
    for result in screen(KNOWLEDGE, person).programmes:
        assert len({len(changes) for changes in result.would_change}) <= 1
        for changes in result.would_change:
            for left_out in changes if len(changes) > 1 else ():
                other = person
                for change in changes:
                    other = other if change == left_out else changed(other, change)
                assert screen(KNOWLEDGE, other).verdict(result.id) is result.verdict


@given(person=profiles(Policy.SCREEN))
def test_only_an_unfinished_programme_has_missing_answers_and_they_are_absent(person: Profile) -> None:
    for result in screen(KNOWLEDGE, person).programmes:
        assert bool(result.missing) == (result.verdict is Verdict.INCOMPLETE)
        assert all(person.says(field, "absent") for field in result.missing)


def test_programmes_come_in_the_order_people_read_them() -> None:
    assert [result.id for result in screen(KNOWLEDGE, profile()).programmes] == [
        "sae_r",
        "moving_refund",
        "interview_travel_refund",
        "settlement_pasi",
        "partial_moving_aid",
        "exploratory_stay",
        "place_aux_jeunes",
        "emploi_sol_quebecois",
        "accompagnement_quebec",
        "francisation",
        "microcredit",
        "temporary_worker_support",
    ]


def test_missing_answers_follow_the_order_of_the_criteria() -> None:
    results = {result.id: result for result in screen(KNOWLEDGE, profile(status="worker_spouse", csq=False)).programmes}
    assert results["sae_r"].missing == (
        "sae_r_enrolled",
        "residence",
        "project",
        "destination_perimeter",
        "other_programme",
    )
    assert results["temporary_worker_support"].missing == ("residence", "destination_perimeter")


@pytest.mark.parametrize(
    ("confirmed", "shown"),
    [("2025-11-19", False), ("2025-11-20", True), ("2026-11-20", True), ("2026-11-21", False)],
)
def test_a_confirmation_is_shown_for_twelve_months(confirmed: str, shown: bool) -> None:
    day = date.fromisoformat(confirmed)
    programmes = tuple(replace(p, confirmed_on=day) for p in KNOWLEDGE.programmes.programmes)
    knowledge: Knowledge = replace(KNOWLEDGE, programmes=replace(KNOWLEDGE.programmes, programmes=programmes))
    results = screen(knowledge, profile(on="2026-11-20")).programmes
    assert {result.confirmed_on for result in results} == ({day} if shown else {None})


@pytest.mark.parametrize(
    ("arrived", "on", "band"),
    [
        ("2016-02-29", "2021-02-28", "within"),
        ("2016-02-29", "2021-03-01", "after"),
        ("2016-10-27", "2021-10-27", "within"),
        ("2016-10-26", "2021-10-27", "after"),
    ],
)
def test_five_years_end_on_the_same_day_of_the_year(arrived: str, on: str, band: str) -> None:
    assert arrival_band(date.fromisoformat(arrived), date.fromisoformat(on), 5) == band
