"""The policy answers every case of `cases/` as the rules say, value by value, and refuses what the rules refuse.

Expected values come from the rules alone; a case is changed only where the rules change.
"""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest

from bot import batch
from bot.advice.dates import departure_band
from bot.advice.fields import Policy
from bot.errors import EscaleError
from bot.loading.knowledge import load_knowledge
from tests.advice import casebook
from tests.advice.casebook import (
    POLICIES,
    TODAY,
    UNSAID,
    AcceptedValues,
    DepartureBands,
    RefusedProfile,
    Situation,
    UnreadableLine,
)

FILES = casebook.case_files()
SITUATIONS = casebook.situations(FILES)
ACCEPTED = [field for file in FILES.values() for field in file.fields]
REFUSED = [refused for file in FILES.values() for refused in file.errors]
DEPARTURES = [bands for file in FILES.values() for bands in file.departures]
UNREADABLE = [unreadable for file in FILES.values() for unreadable in file.unreadable]
KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: f"{situation.path.stem}: {situation.title}")
def test_the_policy_answers_as_the_rules_say(situation: Situation) -> None:
    problems = []
    for check in situation.checks:
        answer = check.answer(KNOWLEDGE)
        problems += [*check.problems(answer), *check.oddities(answer)]
    assert not problems, "\n".join(problems)


def test_a_table_writes_out_every_value_of_what_it_varies() -> None:
    values = {field.field: [*field.values, *UNSAID] for field in ACCEPTED}
    left_out = []
    for file in FILES.values():
        for table in file.tables:
            for place, name in enumerate(table.fields):
                written = {cell[place] for cell, _ in table.cells()}
                if name in values and not all(" + " in value for value in written):
                    left_out += [f"{table.table}: {name} {value}" for value in values[name] if value not in written]
    assert not left_out, "\n".join(left_out)


@pytest.mark.parametrize("accepted", ACCEPTED, ids=lambda accepted: accepted.field)
def test_a_field_accepts_its_values_and_not_knowing_and_not_saying(accepted: AcceptedValues) -> None:
    for section in accepted.sections:
        for value in [*accepted.values, "unknown", "declined"]:
            POLICIES[section](casebook.as_json({accepted.field: value}), KNOWLEDGE, TODAY)


@pytest.mark.parametrize("accepted", ACCEPTED, ids=lambda accepted: accepted.field)
def test_a_value_that_a_field_does_not_have_is_refused_with_those_it_has(accepted: AcceptedValues) -> None:
    for section in accepted.sections:
        for value in ("purple", "absent", "", None, 3):
            with pytest.raises(EscaleError) as error:
                POLICIES[section]({accepted.field: value}, KNOWLEDGE, TODAY)
            message = str(error.value)
            assert all(name in message for name in [accepted.field, *accepted.values, "unknown", "declined"]), message


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.error)
def test_a_profile_that_is_wrong_is_refused_naming_what_is(refused: RefusedProfile) -> None:
    for section in refused.sections:
        with pytest.raises(EscaleError) as error:
            POLICIES[section](json.loads(refused.line), KNOWLEDGE, TODAY)
        message = str(error.value)
        assert all(name in message for name in refused.names), message
        assert not refused.names_one_of or any(name in message for name in refused.names_one_of), message


@pytest.mark.parametrize("bands", DEPARTURES, ids=lambda bands: bands.departures)
def test_a_date_of_departure_gives_its_band(bands: DepartureBands) -> None:
    on = date.fromisoformat(bands.on)
    assert {day: departure_band(date.fromisoformat(day), on) for day in bands.expect} == bands.expect


def test_the_day_of_the_assessment_is_today_where_none_is_given() -> None:
    assert batch.screen({}, KNOWLEDGE, TODAY)["on"] == TODAY.isoformat()
    assert batch.screen({"on": "2021-10-27"}, KNOWLEDGE, TODAY)["on"] == "2021-10-27"


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("unreadable", UNREADABLE, ids=lambda unreadable: unreadable.unreadable)
def test_a_line_that_is_no_profile_is_named_and_the_others_are_answered(
    policy: Policy, unreadable: UnreadableLine
) -> None:
    lines = ['{"status": "citizen"}\n', f"{unreadable.line}\n", '{"status": "visitor"}\n']
    out, messages = StringIO(), StringIO()
    assert batch.answer_stream(policy, lines, KNOWLEDGE, TODAY, out, messages) == 1
    assert "line 2" in messages.getvalue()
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        POLICIES[policy.value]({"status": status}, KNOWLEDGE, TODAY) for status in ("citizen", "visitor")
    ]


def test_a_line_with_a_value_that_does_not_exist_names_the_line_the_field_and_what_it_accepts() -> None:
    lines = ["{}\n", '{"residence": "moon"}\n', '{"status": "citizen"}\n']
    out, messages = StringIO(), StringIO()
    assert batch.answer_stream(Policy.SCREEN, lines, KNOWLEDGE, TODAY, out, messages) == 1
    accepted = ["rmm", "cmm", "rmr", "region", "other_province", "abroad"]
    assert all(word in messages.getvalue() for word in ["line 2", "residence", *accepted])
    assert ["programmes" in json.loads(line) for line in out.getvalue().splitlines()] == [True, True]
