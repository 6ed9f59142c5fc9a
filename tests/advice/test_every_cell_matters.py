"""Alters each cell of each decision table, in memory, and requires that some case of `cases/` then fails.

A cell that no case protects is named; the remedy is a case that says what the rules want there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.advice.criteria import Outcome, Verdict
from bot.advice.fields import NO_STATUS, UNSAID, cells_of
from bot.advice.knowledge import Knowledge
from bot.advice.programmes import Variant
from bot.advice.readiness import Colour
from bot.advice.routes import CRITERION, VERDICT, Condition, Route, Routes
from bot.advice.tables import NEXT, Decision, Table
from bot.loading.knowledge import load_knowledge
from tests.advice import casebook
from tests.advice.casebook import ASSESS, ROUTE, SCREEN, Check

KNOWLEDGE = load_knowledge()
CHECKS = [check for situation in casebook.situations(casebook.case_files()) for check in situation.checks]
OUTCOMES = tuple(outcome.value for outcome in Outcome)
COLOURS = (Colour.GREEN.value, Colour.YELLOW.value, Colour.RED.value, Colour.MISSING.value)
DAY = timedelta(days=1)


def _each(start: str, *ends: str) -> list[str]:
    return [f"{start} {end}" for end in ends]


_NOT_CHOSEN = ("undecided", "rmm", "outside_quebec", "absent", "unknown", "declined")
_NEVER_FAILED = (
    "permanent_resident",
    "protected_person",
    "post_graduation_permit",
    "international_student",
    "citizen",
    "other_status",
    "absent",
    "unknown",
    "declined",
)
NO_DIFFERENCE = {
    "the period before, read first, still holds that day": _each("sae_status since 2025-02-01: since →", "2025-01-31"),
    "an accepted offer makes the theme of the job green, which gives yellow too": _each(
        "finances: offer: job_offer accepted →", "see no_offer"
    ),
    "a permit that ends before the departure is red in both tables": [
        "permit: end: permit_end before_departure → see end_employer_not_said",
        "permit: end_employer_not_said: permit_end before_departure → see end",
    ],
    "a destination that is not chosen names no place to look in": [
        *_each("row 4: regional where destination_perimeter also", *_NOT_CHOSEN),
        *_each("row 9: regional where destination_perimeter also", *_NOT_CHOSEN),
    ],
    "row 10 proposes them too, and no row stops before it where SAE-R is open": [
        "row 4: without sae_r",
        *_each("row 4: sae_r where verdict.sae_r without", "eligible", "to_confirm", "incomplete"),
    ],
    "row 2 has stopped": [
        *_each("row 5: status also", "visitor", "no_status"),
        *_each("row 6: status also", "visitor", "no_status"),
        "row 9: ministry where criterion.aq_status also failed",
    ],
    "row 5 has stopped": ["row 6: status also asylum_seeker"],
    "row 8 has stopped": ["row 9: residence also region"],
    "sae_status is never failed for these statuses": _each("row 6: status also", *_NEVER_FAILED),
    "sae_status is never met for these statuses": ["row 6: criterion.sae_status also met"],
    "SAE-R is then not_eligible, which is enough": ["row 11: other_programme without true"],
    "the age and the destination rule out the same people as the verdict": [
        "row 13: verdict.place_aux_jeunes also not_eligible",
        *_each("row 13: age_band also", "under_14", "14_17", "36_plus"),
        *_each("row 13: destination_perimeter also", "rmm", "outside_quebec"),
    ],
    "no row follows": ["row 14: stop"],
    "a project that was never asked has no other value": ["project_job since ever: prefer unanswered to failed"],
    "the two rows never hold together": ["row 6 before row 5", "row 9 before row 8", "row 10 before row 9"],
    "the row and the status each say it": [
        "any: row 5 never to a ministry",
        *_each("any:", "no_status never to a ministry", "asylum_seeker never to a ministry"),
    ],
}
"""Alterations that no profile can tell from the rules, by the reason why."""


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """What was altered, under the name a reader finds it by, and the knowledge with another outcome there.

    `field` and `value` say which profiles are the likeliest to notice.
    """

    cell: str
    knowledge: Knowledge
    field: str = ""
    value: str = ""


def _unprotected(alterations: Iterable[Alteration], checks: list[Check]) -> list[str]:
    """The alterations that no check notices."""
    alike = {cell for cells in NO_DIFFERENCE.values() for cell in cells}
    return [altered.cell for altered in alterations if altered.cell not in alike and not _noticed(altered, checks)]


def _noticed(altered: Alteration, checks: list[Check]) -> bool:
    near = sorted(checks, key=lambda check: not _holds(check, altered.field, altered.value))
    return any(_fails(check, altered.knowledge) for check in near)


def _holds(check: Check, field: str, value: str) -> bool:
    said = check.profile.get(field, "absent")
    return value in (said if isinstance(said, list) else [str(said).lower() if isinstance(said, bool) else said])


def _fails(check: Check, knowledge: Knowledge) -> bool:
    try:
        answer = check.answer(knowledge)
    except StopIteration:
        # Two outcomes met that the table's order of preference does not hold.
        return True
    return bool(check.problems(answer)) or (check.section == ROUTE and bool(check.oddities(answer)))


def _checks(section: str, about: str = "") -> list[Check]:
    """The checks of a section about this criterion, theme or row, and its cases; all its checks where none is named."""
    mine = [check for check in CHECKS if check.section == section]
    return [check for check in mine if not about or not check.about or about in check.about]


@dataclass(frozen=True, kw_only=True)
class AlteredDecision:
    """A decision with one cell altered."""

    cell: str
    decision: Decision
    field: str = ""
    value: str = ""


def _altered_decisions(decision: Decision, outcomes: tuple[str, ...]) -> Iterator[AlteredDecision]:
    """A decision with each of its cells altered in each way that a file may hold, and each default of the unsaid."""
    following = tuple(NEXT + name for name in decision.then)
    for altered, table in _altered_tables(decision.table, (*(decision.table.prefer or outcomes), *following)):
        yield replace(altered, decision=replace(decision, table=table))
    for name, second in decision.then.items():
        others = second.prefer or decision.table.prefer or outcomes
        onward = tuple(cell for cell in following if name not in _reached(decision, cell.removeprefix(NEXT)))
        for altered, table in _altered_tables(second, (*others, *onward)):
            then = {**decision.then, name: table}
            yield replace(altered, cell=f"{name}: {altered.cell}", decision=replace(decision, then=then))
    for value, default in decision.unsaid.items():
        for other in decision.table.prefer or outcomes:
            if other != default and _leaves_unsaid(decision, value):
                unsaid = {**decision.unsaid, value: other}
                cell = f"unsaid {value} → {other}"
                yield AlteredDecision(cell=cell, decision=replace(decision, unsaid=unsaid))


def _altered_tables(table: Table, others: tuple[str, ...]) -> Iterator[tuple[AlteredDecision, Table]]:
    unaltered = Decision(table=table, then={}, unsaid={})
    for field, column in table.columns.items():
        for value, cell in column.items():
            for other in others:
                if other != cell:
                    name = f"{field} {value} → {other}"
                    altered = AlteredDecision(cell=name, decision=unaltered, field=field, value=value)
                    yield altered, replace(table, columns={**table.columns, field: {**column, value: other}})
    for place, (first, second) in enumerate(pairwise(table.prefer)):
        prefer = (*table.prefer[:place], second, first, *table.prefer[place + 2 :])
        yield AlteredDecision(cell=f"prefer {second} to {first}", decision=unaltered), replace(table, prefer=prefer)
    for other in others:
        if table.always and other != table.always:
            yield AlteredDecision(cell=f"always → {other}", decision=unaltered), replace(table, always=other)


def _reached(decision: Decision, name: str) -> set[str]:
    """The tables that a table leads to, itself included."""
    cells = {cell for column in decision.then[name].columns.values() for cell in column.values()}
    onward = (cell.removeprefix(NEXT) for cell in cells if cell.startswith(NEXT))
    return {name}.union(*(_reached(decision, following) for following in onward))


def _leaves_unsaid(decision: Decision, value: str) -> bool:
    """Whether some column does not write what this way of not saying gives."""
    tables = (decision.table, *decision.then.values())
    return any(value not in column for table in tables for column in table.columns.values())


def _altered_variants(variant: Variant) -> Iterator[tuple[AlteredDecision, Variant]]:
    for altered in _altered_decisions(variant.decision, OUTCOMES):
        yield altered, replace(variant, decision=altered.decision)
    for days in (DAY, -DAY):
        at = AlteredDecision(cell="", decision=variant.decision)
        if variant.since:
            yield replace(at, cell=f"since → {variant.since + days}"), replace(variant, since=variant.since + days)
        if variant.before:
            yield replace(at, cell=f"before → {variant.before + days}"), replace(variant, before=variant.before + days)
        if variant.years:
            yield (
                replace(at, cell=f"years → {variant.years + days.days}"),
                replace(variant, years=variant.years + days.days),
            )


def _altered_criteria(name: str) -> Iterator[Alteration]:
    programmes = KNOWLEDGE.programmes
    criterion = programmes.criteria[name]
    for place, variant in enumerate(criterion.variants):
        for altered, other in _altered_variants(variant):
            variants = (*criterion.variants[:place], other, *criterion.variants[place + 1 :])
            criteria = {**programmes.criteria, name: replace(criterion, variants=variants)}
            yield Alteration(
                cell=f"{name} since {variant.since or 'ever'}: {altered.cell}",
                knowledge=replace(KNOWLEDGE, programmes=replace(programmes, criteria=criteria)),
                field=altered.field,
                value=altered.value,
            )


def _altered_lists() -> Iterator[Alteration]:
    """Each programme with one criterion left out, and each left out whole."""
    programmes = KNOWLEDGE.programmes
    for place, programme in enumerate(programmes.programmes):
        before, after = programmes.programmes[:place], programmes.programmes[place + 1 :]
        for left_out in programme.criteria:
            shorter = replace(programme, criteria=tuple(name for name in programme.criteria if name != left_out))
            altered = replace(programmes, programmes=(*before, shorter, *after))
            yield Alteration(
                cell=f"{programme.id} without {left_out}", knowledge=replace(KNOWLEDGE, programmes=altered)
            )
        altered = replace(programmes, programmes=(*before, *after))
        yield Alteration(cell=f"without {programme.id}", knowledge=replace(KNOWLEDGE, programmes=altered))


def _altered_themes(name: str) -> Iterator[Alteration]:
    themes = KNOWLEDGE.themes.themes
    place = next(place for place, theme in enumerate(themes) if theme.id == name)
    for altered in _altered_decisions(themes[place].decision, COLOURS):
        theme = replace(themes[place], decision=altered.decision)
        others = replace(KNOWLEDGE.themes, themes=(*themes[:place], theme, *themes[place + 1 :]))
        yield Alteration(
            cell=f"{name}: {altered.cell}",
            knowledge=replace(KNOWLEDGE, themes=others),
            field=altered.field,
            value=altered.value,
        )


def _possible(name: str) -> tuple[str, ...]:
    """The values that a condition may name."""
    if name.startswith(VERDICT):
        return tuple(verdict.value for verdict in Verdict if verdict is not Verdict.NOT_ASSESSED)
    if name.startswith(CRITERION):
        return OUTCOMES
    return (*cells_of(name), *((NO_STATUS,) if name == "status" else ()), *UNSAID)


def _altered_conditions(condition: Condition) -> Iterator[tuple[str, str, str, Condition]]:
    """A condition with each value it names left out, and each it does not name let in."""
    for field, accepted in condition.items():
        for value in _possible(field):
            named = value in accepted
            values = tuple(v for v in accepted if v != value) if named else (*accepted, value)
            yield f"{field} {'without' if named else 'also'} {value}", field, value, {**condition, field: values}


def _altered_routes(route: Route) -> Iterator[tuple[str, str, str, Route]]:
    for cell, field, value, when in _altered_conditions(route.when):
        yield cell, field, value, replace(route, when=when)
    for place, one in enumerate(route.any_of):
        for cell, field, value, when in _altered_conditions(one):
            any_of = (*route.any_of[:place], when, *route.any_of[place + 1 :])
            yield cell, field, value, replace(route, any_of=any_of)
    for place, wanted in enumerate(route.propose):
        before, after = route.propose[:place], route.propose[place + 1 :]
        yield f"without {wanted.kind}", "", "", replace(route, propose=(*before, *after))
        for cell, field, value, when in _altered_conditions(wanted.when):
            propose = (*before, replace(wanted, when=when), *after)
            yield f"{wanted.kind} where {cell}", field, value, replace(route, propose=propose)
    yield "stop", "", "", replace(route, stop=not route.stop)


def _altered_rows(number: int) -> Iterator[Alteration]:
    rows = KNOWLEDGE.routes.rows
    place = next(place for place, route in enumerate(rows) if route.row == number)
    for cell, field, value, route in _altered_routes(rows[place]):
        routes = replace(KNOWLEDGE.routes, rows=(*rows[:place], route, *rows[place + 1 :]))
        knowledge = replace(KNOWLEDGE, routes=routes)
        yield Alteration(cell=f"row {number}: {cell}", knowledge=knowledge, field=field, value=value)


def _altered_order() -> Iterator[Alteration]:
    """Each two neighbouring rows the other way round."""
    rows = KNOWLEDGE.routes.rows
    for place in range(len(rows) - 1):
        swapped = (*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :])
        routes = replace(KNOWLEDGE.routes, rows=swapped)
        cell = f"row {rows[place + 1].row} before row {rows[place].row}"
        yield Alteration(cell=cell, knowledge=replace(KNOWLEDGE, routes=routes))


def _altered_limits() -> Iterator[Alteration]:
    """The row without number: what an empty list falls back on, whom a ministry never hears of, how many of a kind."""
    for cell, routes in _altered_limits_of(KNOWLEDGE.routes):
        yield Alteration(cell=f"any: {cell}", knowledge=replace(KNOWLEDGE, routes=routes))


def _altered_limits_of(routes: Routes) -> Iterator[tuple[str, Routes]]:
    yield "four of a kind", replace(routes, at_most=routes.at_most + 1)
    yield "only two of a kind", replace(routes, at_most=routes.at_most - 1)
    yield "fallback", replace(routes, fallback=())
    for number in routes.rows_never_to_a_ministry:
        rows = tuple(other for other in routes.rows_never_to_a_ministry if other != number)
        yield f"row {number} never to a ministry", replace(routes, rows_never_to_a_ministry=rows)
    for status in routes.statuses_never_to_a_ministry:
        statuses = tuple(other for other in routes.statuses_never_to_a_ministry if other != status)
        altered = replace(routes, statuses_never_to_a_ministry=statuses)
        yield f"{status} never to a ministry", altered
        yield f"{status} never to a ministry, in no row", replace(altered, rows_never_to_a_ministry=())


def _alterations() -> Iterator[Alteration]:
    for criterion in KNOWLEDGE.programmes.criteria:
        yield from _altered_criteria(criterion)
    yield from _altered_lists()
    for theme in KNOWLEDGE.themes.themes:
        yield from _altered_themes(theme.id)
    for route in KNOWLEDGE.routes.rows:
        yield from _altered_rows(route.row)
    yield from _altered_order()
    yield from _altered_limits()


def test_what_makes_no_difference_is_still_in_a_table() -> None:
    known = {altered.cell for altered in _alterations()}
    assert not [cell for cells in NO_DIFFERENCE.values() for cell in cells if cell not in known]


@pytest.mark.parametrize("criterion", KNOWLEDGE.programmes.criteria)
def test_a_case_protects_every_cell_of_a_criterion(criterion: str) -> None:
    assert not _unprotected(_altered_criteria(criterion), _checks(SCREEN, criterion))


def test_a_case_protects_the_criteria_of_every_programme() -> None:
    assert not _unprotected(_altered_lists(), _checks(SCREEN, "sae_status"))


@pytest.mark.parametrize("theme", [theme.id for theme in KNOWLEDGE.themes.themes])
def test_a_case_protects_every_cell_of_a_theme(theme: str) -> None:
    assert not _unprotected(_altered_themes(theme), _checks(ASSESS, theme))


@pytest.mark.parametrize("number", [route.row for route in KNOWLEDGE.routes.rows])
def test_a_case_protects_every_condition_of_a_row(number: int) -> None:
    assert not _unprotected(_altered_rows(number), _checks(ROUTE, f"row {number}"))


def test_a_case_protects_the_order_of_the_rows() -> None:
    assert not _unprotected(_altered_order(), _checks(ROUTE))


def test_a_case_protects_what_holds_for_any_row() -> None:
    assert not _unprotected(_altered_limits(), _checks(ROUTE))
