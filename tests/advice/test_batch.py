from __future__ import annotations

import io
import json
from datetime import date, timedelta

from bot import batch
from bot.advice.fields import Policy
from tests.advice.people import KNOWLEDGE, TODAY


def answered(*lines: str, policy: Policy = Policy.SCREEN) -> tuple[int, list[dict[str, object]], list[str]]:
    out, messages = io.StringIO(), io.StringIO()
    code = batch.answer_stream(policy, lines, KNOWLEDGE, TODAY, out, messages)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], messages.getvalue().splitlines()


def test_a_line_that_cannot_be_answered_does_not_stop_the_others() -> None:
    code, results, messages = answered('{"status": "citizen"}\n', "\n", '{"status": "tourist"}\n', "{}")
    assert code == 1
    assert ["programmes" in result for result in results] == [True, True]
    assert len(messages) == 1
    assert all(part in messages[0] for part in ("line 3", "status", "tourist", "visitor"))


def test_every_line_answered_is_a_success() -> None:
    code, results, messages = answered("{}", '{"on": "2025-01-31"}', policy=Policy.ROUTE)
    assert (code, len(results), messages) == (0, 2, [])


def test_what_is_not_a_profile_is_said_so_by_line() -> None:
    code, results, messages = answered(
        "bonjour", '["citizen"]', '{"csq": NaN}', "[" * 100_000, '{"on": "\\ud800"}', '{"csq": true, "csq": false}'
    )
    assert code == 1
    assert (len(results), len(messages)) == (0, 6)
    assert all(message.startswith(f"line {number}: ") for number, message in enumerate(messages, start=1))


def test_the_day_is_today_in_montreal_unless_the_profile_says_another() -> None:
    assert batch.screen({}, KNOWLEDGE, TODAY)["on"] == "2026-11-20"
    assert batch.screen({"on": "2021-01-01"}, KNOWLEDGE, TODAY)["on"] == "2021-01-01"
    assert abs(batch.today_in_montreal() - date.today()) <= timedelta(days=1)  # noqa: DTZ011 the machine's own day
