"""Answers profiles as JSON: one profile, or one per line of a stream, one result per line.

A line that cannot be answered gets no result: the message about it, on the side, names the line, the field and what it
accepts; the other lines are still answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, TextIO

from bot.advice import eligibility, readiness, routing
from bot.advice.fields import Policy
from bot.advice.knowledge import Knowledge
from bot.advice.profile import ProfileError, read_profile
from bot.errors import EscaleError
from bot.montreal import day_of

Json = dict[str, Any]


class LineError(EscaleError):
    """A line is not a profile; the message names the line, the field and the values it accepts."""

    def __init__(self, line: int, error: ProfileError | str) -> None:
        self.line = line
        super().__init__(f"line {line}: {error}")


def today_in_montreal() -> date:
    """The day it is in Montréal."""
    return day_of(datetime.now(UTC))


def screen(record: Mapping[str, object], knowledge: Knowledge, today: date) -> Json:
    """The verdict of each programme; raises `ProfileError`."""
    profile = read_profile(record, knowledge, today=today, policy=Policy.SCREEN)
    screening = eligibility.screen(knowledge, profile)
    return {"on": screening.on.isoformat(), "programmes": [_programme(result) for result in screening.programmes]}


def assess(record: Mapping[str, object], knowledge: Knowledge, today: date) -> Json:
    """The colour of each theme and what to do next; raises `ProfileError`."""
    profile = read_profile(record, knowledge, today=today, policy=Policy.ASSESS)
    assessment = readiness.assess(knowledge, profile)
    return {
        "colour": assessment.colour.value,
        "themes": {theme: colour.value for theme, colour in assessment.themes.items()},
        "next": [
            {"theme": step.theme, "action": step.action, "by": step.by.isoformat() if step.by else None}
            for step in assessment.next
        ],
    }


def route(record: Mapping[str, object], knowledge: Knowledge, today: date) -> Json:
    """The organisations proposed and the next step; raises `ProfileError`."""
    profile = read_profile(record, knowledge, today=today, policy=Policy.ROUTE)
    found = routing.route(knowledge, profile)
    return {
        "rows": list(found.rows),
        "proposals": [
            {
                "organization": proposal.organization,
                "kind": proposal.kind,
                "reasons": list(proposal.reasons),
                "deliverable": proposal.deliverable,
            }
            for proposal in found.proposals
        ],
        "next_step": found.next_step,
    }


ANSWERS: Mapping[Policy, Callable[[Mapping[str, object], Knowledge, date], Json]] = {
    Policy.SCREEN: screen,
    Policy.ASSESS: assess,
    Policy.ROUTE: route,
}


def answer_lines(policy: Policy, lines: Iterable[str], knowledge: Knowledge, today: date) -> Iterator[Json | LineError]:
    """The result of each line that is not empty, in order, or the error that stands in its place."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer(policy, number, line, knowledge, today)


def answer_stream(
    policy: Policy, lines: Iterable[str], knowledge: Knowledge, today: date, out: TextIO, messages: TextIO
) -> int:
    """Writes the result of each line to `out`, or its error to `messages`; returns 1 if any line had one, else 0."""
    failed = False
    for answer in answer_lines(policy, lines, knowledge, today):
        if isinstance(answer, LineError):
            failed = True
            print(_printable(str(answer)), file=messages)
        else:
            print(_printable(json.dumps(answer, ensure_ascii=False)), file=out)
    return 1 if failed else 0


def _answer(policy: Policy, number: int, line: str, knowledge: Knowledge, today: date) -> Json | LineError:
    try:
        return ANSWERS[policy](_record(number, line), knowledge, today)
    except ProfileError as refused:
        return LineError(number, refused)
    except LineError as unreadable:
        return unreadable


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose fields are each written once; raises ValueError naming one that is written twice."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} is written twice")
    return fields


def _record(number: int, line: str) -> Mapping[str, object]:
    try:
        record = json.loads(line.removeprefix("\ufeff"), parse_constant=_refuse_constant, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise LineError(number, f"is not JSON ({error})") from None
    if not isinstance(record, dict):
        raise LineError(number, 'is not a profile: write one JSON object, such as {"status": "citizen"}')
    return record


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _programme(result: eligibility.ProgrammeResult) -> Json:
    return {
        "id": result.id,
        "verdict": result.verdict.value,
        "confirmed_on": result.confirmed_on.isoformat() if result.confirmed_on else None,
        "criteria": [
            {"id": criterion.id, "outcome": criterion.outcome.value, "source": criterion.source}
            for criterion in result.criteria
        ],
        "missing": list(result.missing),
        "would_change": [
            [{"field": change.field, "to": change.to} for change in changes] for changes in result.would_change
        ],
    }


def _printable(text: str) -> str:
    """The text with what no encoding can write turned back into the escape it was read from."""
    return text.encode(errors="backslashreplace").decode()
