"""Reads the YAML cases of the policy into checks: a profile, what is asked of it, and what the answer must say.

A table is written out value by value, and each of its cells is one check; `absent` means the field is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot import batch
from bot.advice.directory import ALL_STATUSES, Directory
from bot.advice.knowledge import Knowledge
from bot.loading.strict_yaml import Written, read

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 20)
"""The day of an assessment that gives none."""
SCREEN, ASSESS, ROUTE = "screen", "assess", "route"
POLICIES = {SCREEN: batch.screen, ASSESS: batch.assess, ROUTE: batch.route}
YES_NO = frozenset(
    {"csq", "other_programme", "sae_r_enrolled", "training_confirmed", "employer_change", "danger", "permit_question"}
)
UNSAID = ("unknown", "declined", "absent")

Profile = Mapping[str, Any]
Answer = Mapping[str, Any]
Problems = Iterator[str]
Fields = dict[str, str | list[str]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One profile and what must be found in the answer; `about` names the criteria, themes or rows it looks at."""

    section: str
    profile: Mapping[str, Any]
    about: frozenset[str]
    problems_of: Callable[[Answer], Problems]
    directory: frozenset[str] = frozenset()

    def answer(self, knowledge: Knowledge) -> Answer:
        """What the policy says of the profile; where `directory` names kinds, they alone are listed and serve everyone."""
        if self.directory:
            listed = (one for one in knowledge.directory.organizations if self.directory.intersection(one.kinds))
            organizations = tuple(replace(one, statuses=(ALL_STATUSES,)) for one in listed)
            knowledge = replace(knowledge, directory=Directory(organizations=organizations))
        return POLICIES[self.section](self.profile, knowledge, TODAY)

    def problems(self, answer: Answer) -> list[str]:
        """What the answer does not say as it should, each with the profile."""
        return [f"{problem}\n    for {dict(self.profile)}" for problem in self.problems_of(answer)]

    def oddities(self, answer: Answer) -> list[str]:
        """What no answer may say, whatever the profile."""
        rules = {SCREEN: _screen_invariants, ASSESS: _assess_invariants, ROUTE: _route_invariants}[self.section]
        return [f"{problem}\n    for {dict(self.profile)}" for problem in rules(self.profile, answer)]


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A case or a table of the YAML files, under its title."""

    title: str
    path: Path
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True)
class Table(Written):
    """What one criterion, theme, row or kind of organisation gives for each value of one or two fields, all else given."""

    table: str
    vary: str | list[str]
    expect: dict[str, str | dict[str, str]]
    criterion: str | None = None
    theme: str | None = None
    row: str | None = None
    kind: str | None = None
    like: str | None = None
    given: Fields = field(default_factory=dict)
    without: list[str] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """The fields that vary, outermost first."""
        return [self.vary] if isinstance(self.vary, str) else self.vary

    def cells(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Each combination of values with its outcome."""
        for value, inner in self.expect.items():
            if isinstance(inner, str):
                yield (value,), inner
            else:
                yield from (((value, second), outcome) for second, outcome in inner.items())


@dataclass(frozen=True, kw_only=True)
class Change(Written):
    """A field that would have another value."""

    field: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Expected(Written):
    """What an answer must say; what is left out is not looked at."""

    criteria: dict[str, str] | None = None
    verdicts: dict[str, str] | None = None
    missing: dict[str, list[str]] | None = None
    would_change: dict[str, list[list[Change]]] | None = None
    on: str | None = None
    colour: str | None = None
    themes: dict[str, str] | None = None
    next: list[str] | None = None
    next_dated: bool | None = None
    rows: list[str] | None = None
    proposes: list[str] | None = None
    proposes_one_of: list[str] | None = None
    never: list[str] | None = None
    counts: dict[str, str] | None = None
    first: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case(Written):
    """One person's situation, under a title that states it; `directory` leaves only these kinds in the directory."""

    case: str
    profile: Fields
    expect: Expected
    like: str | None = None
    without: list[str] = field(default_factory=list)
    directory: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ProgrammeList(Written):
    """The criteria of every programme on a day."""

    on: str
    expect: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class DepartureBands(Written):
    """The band that each date of departure gives on a day."""

    departures: str
    on: str
    expect: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class AcceptedValues(Written):
    """A field of the profile, the questions that read it, and the values it accepts."""

    field: str
    sections: list[str]
    values: list[str]


@dataclass(frozen=True, kw_only=True)
class RefusedProfile(Written):
    """A line that is refused, and what its error names."""

    error: str
    line: str
    sections: list[str] = field(default_factory=lambda: [SCREEN])
    names: list[str] = field(default_factory=list)
    names_one_of: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class UnreadableLine(Written):
    """A line that is not a profile at all."""

    unreadable: str
    line: str


@dataclass(frozen=True, kw_only=True)
class CaseFile(Written):
    """One file of cases."""

    about: str
    profiles: dict[str, Fields] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    programmes: list[ProgrammeList] = field(default_factory=list)
    departures: list[DepartureBands] = field(default_factory=list)
    fields: list[AcceptedValues] = field(default_factory=list)
    errors: list[RefusedProfile] = field(default_factory=list)
    unreadable: list[UnreadableLine] = field(default_factory=list)


def case_files() -> dict[Path, CaseFile]:
    """Every file of cases."""
    return {path: read(path, CaseFile) for path in sorted(CASES.glob("*/*.yml"))}


def situations(files: Mapping[Path, CaseFile]) -> list[Situation]:
    """Every table and case of the files, as checks."""
    return [situation for path, file in files.items() for situation in _of_file(path, file)]


def as_json(profile: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """A profile as JSON writes it: true and false where the field asks for them, a list for `job + training`."""
    return {name: _json_value(name, value) for name, value in profile.items() if value != "absent"}


def _json_value(name: str, value: str | list[str]) -> Any:
    if isinstance(value, list):
        return [str(item) for item in value]
    if name in YES_NO and value in ("true", "false"):
        return value == "true"
    return value.split(" + ") if " + " in value else str(value)


def _of_file(path: Path, file: CaseFile) -> Iterator[Situation]:
    section = {"eligibility": SCREEN, "readiness": ASSESS, "routing": ROUTE}.get(path.parent.name, SCREEN)
    for table in file.tables:
        yield Situation(title=table.table, path=path, checks=tuple(_of_table(section, file, table)))
    for case in file.cases:
        profile = _profile(file, case.like, case.profile, case.without)
        check = Check(
            section=section,
            profile=profile,
            about=frozenset({*(case.expect.criteria or ()), *(case.expect.themes or ())}),
            problems_of=_case_problems(section, case.expect),
            directory=frozenset(case.directory),
        )
        yield Situation(title=case.case, path=path, checks=(check,))
    for listed in file.programmes:
        check = Check(
            section=SCREEN,
            profile={"on": listed.on},
            about=frozenset(name for names in listed.expect.values() for name in names),
            problems_of=_programme_list_problems(listed.expect),
        )
        yield Situation(title=f"Criteria of each programme on {listed.on}", path=path, checks=(check,))


def _of_table(section: str, file: CaseFile, table: Table) -> Iterator[Check]:
    given = _profile(file, table.like, table.given, table.without)
    for values, outcome in table.cells():
        varied = as_json(dict(zip(table.fields, values, strict=True)))
        kept = {name: value for name, value in given.items() if name not in table.fields}
        yield Check(
            section=section,
            profile={**kept, **varied},
            about=frozenset() if table.kind else frozenset({table.criterion or table.theme or f"row {table.row}"}),
            problems_of=_cell_problems(table, outcome),
        )


def _profile(file: CaseFile, like: str | None, profile: Fields, without: list[str]) -> dict[str, Any]:
    base = file.profiles[like] if like else {}
    return {name: value for name, value in as_json({**base, **profile}).items() if name not in without}


def _cell_problems(table: Table, outcome: str) -> Callable[[Answer], Problems]:
    if table.criterion:
        return lambda answer: _criterion_problems(answer, str(table.criterion), outcome)
    if table.theme:
        return lambda answer: _theme_problems(answer, str(table.theme), outcome)
    if table.kind:
        return lambda answer: _kind_problems(answer, str(table.kind), outcome)
    return lambda answer: _row_problems(answer, int(str(table.row)), outcome)


def _criterion_problems(answer: Answer, criterion: str, outcome: str) -> Problems:
    found = {
        programme["id"]: item["outcome"]
        for programme in answer["programmes"]
        for item in programme["criteria"]
        if item["id"] == criterion
    }
    if outcome in ("no_such_criterion", "not_assessed"):
        if found:
            yield f"{criterion} must not be there, got {found}"
        wrong = {p["id"]: p["verdict"] for p in answer["programmes"] if p["verdict"] != "not_assessed"}
        if outcome == "not_assessed" and wrong:
            yield f"every verdict must be not_assessed, got {wrong}"
    elif not found:
        yield f"{criterion} must be {outcome}, but no programme has it"
    elif set(found.values()) != {outcome}:
        yield f"{criterion} must be {outcome}, got {found}"


def _theme_problems(answer: Answer, theme: str, colour: str) -> Problems:
    if colour == "not_assessed":
        if answer["colour"] != "not_assessed" or answer["themes"]:
            yield f"must be not_assessed without themes, got {answer['colour']}, {answer['themes']}"
    elif answer["themes"].get(theme) != colour:
        yield f"{theme} must be {colour}, got {answer['themes'].get(theme)}"


def _row_problems(answer: Answer, row: int, outcome: str) -> Problems:
    if outcome not in ("applies", "skipped"):
        yield f"a row applies or is skipped, not {outcome}"
    if (row in answer["rows"]) != (outcome == "applies"):
        yield f"row {row} must be {outcome}, got rows {answer['rows']}"


def _kind_problems(answer: Answer, kind: str, outcome: str) -> Problems:
    if outcome not in ("proposed", "left_out"):
        yield f"a kind is proposed or left out, not {outcome}"
    kinds = sorted({proposal["kind"] for proposal in answer["proposals"]})
    if (kind in kinds) != (outcome == "proposed"):
        yield f"{kind} must be {outcome}, got {kinds}"


def _programme_list_problems(expected: Mapping[str, list[str]]) -> Callable[[Answer], Problems]:
    def problems(answer: Answer) -> Problems:
        found = {p["id"]: sorted(item["id"] for item in p["criteria"]) for p in answer["programmes"]}
        if sorted(found) != sorted(expected):
            yield f"programmes must be {sorted(expected)}, got {sorted(found)}"
        for programme, criteria in expected.items():
            if found.get(programme) != sorted(criteria):
                yield f"{programme} must have {sorted(criteria)}, got {found.get(programme)}"

    return problems


def _case_problems(section: str, expected: Expected) -> Callable[[Answer], Problems]:
    problems = {SCREEN: _screen_problems, ASSESS: _assess_problems, ROUTE: _route_problems}[section]
    return lambda answer: problems(answer, expected)


def _differs(what: str, expected: object, found: object) -> Problems:
    if expected is not None and expected != found:
        yield f"{what} must be {expected}, got {found}"


def _screen_problems(answer: Answer, expected: Expected) -> Problems:
    programmes = {programme["id"]: programme for programme in answer["programmes"]}
    yield from _differs("on", expected.on, answer["on"])
    for criterion, outcome in (expected.criteria or {}).items():
        yield from _criterion_problems(answer, criterion, outcome)
    for name in {*(expected.verdicts or ()), *(expected.missing or ()), *(expected.would_change or ())} - {*programmes}:
        yield f"{name} must be among the programmes, got {sorted(programmes)}"
        return
    for name, verdict in (expected.verdicts or {}).items():
        yield from _differs(f"verdict of {name}", verdict, programmes[name]["verdict"])
    for name, missing in (expected.missing or {}).items():
        yield from _differs(f"missing of {name}", sorted(missing), sorted(programmes[name]["missing"]))
    for name, changes in (expected.would_change or {}).items():
        wanted = [[{"field": change.field, "to": change.to} for change in together] for together in changes]
        yield from _differs(f"would_change of {name}", wanted, programmes[name]["would_change"])


def _screen_invariants(profile: Profile, answer: Answer) -> Problems:
    for programme in answer["programmes"]:
        unsourced = [item["id"] for item in programme["criteria"] if not item["source"]]
        if unsourced:
            yield f"{programme['id']}: no source for {unsourced}"
        if programme["verdict"] != "incomplete" and programme["missing"]:
            yield f"{programme['id']} is {programme['verdict']} and still asks {programme['missing']}"


def _assess_problems(answer: Answer, expected: Expected) -> Problems:
    yield from _differs("colour", expected.colour, answer["colour"])
    if expected.themes == {}:
        yield from _differs("themes", {}, answer["themes"])
    for theme, colour in (expected.themes or {}).items():
        yield from _theme_problems(answer, theme, colour)
    themes_next = sorted({step["theme"] for step in answer["next"]})
    yield from _differs("themes of next", sorted(expected.next) if expected.next is not None else None, themes_next)
    if expected.next_dated is not None:
        undated = [step for step in answer["next"] if not step["by"]]
        yield from _differs("every next step dated", expected.next_dated, not undated)
        if not expected.next_dated:
            yield from _differs("next steps without a date", len(answer["next"]), len(undated))


def _assess_invariants(profile: Profile, answer: Answer) -> Problems:
    not_green = sorted(theme for theme, colour in answer["themes"].items() if colour != "green")
    yield from _differs("themes of next", not_green, sorted({step["theme"] for step in answer["next"]}))
    dates = [step["by"] for step in answer["next"] if step["by"]]
    if any(later < earlier for earlier, later in pairwise(dates)):
        yield f"next steps must follow their dates, got {dates}"
    departure = profile.get("departure_date")
    if any(not departure or day > departure for day in dates):
        yield f"next steps are dated before the departure or not at all, got {dates}"
    if not all(step["action"] for step in answer["next"]):
        yield f"every next step must say what to do, got {answer['next']}"


def _route_problems(answer: Answer, expected: Expected) -> Problems:
    kinds = [proposal["kind"] for proposal in answer["proposals"]]
    rows = [row for row in answer["rows"] if isinstance(row, int)]
    yield from _differs("rows", [int(row) for row in expected.rows] if expected.rows is not None else None, rows)
    lacking = sorted(set(expected.proposes or ()) - set(kinds))
    if lacking:
        yield f"must propose {lacking}, got {kinds}"
    unwanted = sorted(set(expected.never or ()) & set(kinds))
    if unwanted:
        yield f"must never propose {unwanted}"
    if expected.proposes_one_of and not set(expected.proposes_one_of) & set(kinds):
        yield f"must propose one of {expected.proposes_one_of}, got {kinds}"
    for kind, count in (expected.counts or {}).items():
        yield from _differs(f"proposals of kind {kind}", int(count), kinds.count(kind))
    yield from _differs("first proposal", expected.first, kinds[0] if kinds else None)


def _route_invariants(profile: Profile, answer: Answer) -> Problems:
    proposals = answer["proposals"]
    if not proposals or not answer["next_step"]:
        yield "nobody leaves without a proposal and a next step"
    for kind in {proposal["kind"] for proposal in proposals}:
        if sum(proposal["kind"] == kind for proposal in proposals) > 3:
            yield f"more than three proposals of kind {kind}"
    if not all(proposal["reasons"] and proposal["organization"] for proposal in proposals):
        yield f"every proposal needs a name and a reason, got {proposals}"
    named = [(proposal["organization"], proposal["kind"]) for proposal in proposals]
    if len(named) != len(set(named)):
        yield f"a proposal is made twice: {named}"
    yield from _differs("rows in order", sorted(set(answer["rows"])), answer["rows"])
