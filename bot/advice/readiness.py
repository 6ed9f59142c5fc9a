"""How ready a departure is (rules §2): a colour by theme, an overall colour, and what to do next by date.

A guide explained line by line, never a decision; what was not said is never green.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import product

from bot.advice.dates import days_before
from bot.advice.fields import ABSENT, NO_STATUS, cells_of
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile, Values
from bot.advice.tables import Reading
from bot.advice.themes import JOB_THEME, Action, Theme, Themes


class Colour(StrEnum):
    """How ready a theme is, or the whole."""

    GREEN = "green"  # ready
    YELLOW = "yellow"  # to prepare
    RED = "red"  # to settle first
    MISSING = "missing"  # not said yet
    NOT_ASSESSED = "not_assessed"  # nothing is assessed for a person without status


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Something to do about a theme, by a day where the date of departure is known."""

    theme: str
    action: str
    by: date | None
    source: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The overall colour, each theme's in the order of the rules, and what to do next, the most important first."""

    colour: Colour
    themes: Mapping[str, Colour]
    next: tuple[NextStep, ...]


def assess(knowledge: Knowledge, answers: Profile) -> Assessment:
    """The readiness that these answers show, on the day of the profile."""
    if answers.says("status", NO_STATUS):
        return Assessment(colour=Colour.NOT_ASSESSED, themes={}, next=())
    themes = knowledge.themes
    colours = {theme.id: Colour(_read(themes, theme, answers).outcome) for theme in themes.themes}
    return Assessment(colour=_overall(colours), themes=colours, next=_next_steps(themes, colours, answers))


def theme_fields(knowledge: Knowledge, theme: str, answers: Profile) -> tuple[str, ...]:
    """The absent fields that could still change a theme's colour, or open a question that could, in asking order."""
    if answers.says("status", NO_STATUS):
        return ()
    themes, asked = knowledge.themes, knowledge.themes.theme(theme)
    met = set(_read(themes, asked, answers).absent)
    return tuple(name for name in asked.asks if name in met and _matters(name, met - {name}, themes, asked, answers))


def _matters(name: str, others: set[str], themes: Themes, theme: Theme, answers: Profile) -> bool:
    """Whether some value of the field makes a difference, whatever the other absent fields turn out to be."""
    for person in _anybody(others, answers):
        effects = set()
        for value in (ABSENT, *cells_of(name)):
            after = _read(themes, theme, person.with_answer(name, value))
            effects.add((after.outcome, frozenset(after.absent) - others - {name}))
        if len(effects) > 1:
            return True
    return False


def _anybody(absent: set[str], answers: Profile) -> Iterator[Profile]:
    """Everybody that these answers may turn out to be, once the absent fields are said."""
    names = sorted(absent)
    for values in product(*((ABSENT, *cells_of(name)) for name in names)):
        yield replace(answers, answers={**answers.answers, **{n: (v,) for n, v in zip(names, values, strict=True)}})


def _read(themes: Themes, theme: Theme, answers: Profile) -> Reading:
    met_for_job: list[str] = []

    def values(name: str) -> Values:
        if name != JOB_THEME:
            return answers.values(name)
        job = _read(themes, themes.theme("job"), answers)
        met_for_job.extend(job.absent)
        return (Colour.GREEN.value,) if job.outcome == Colour.GREEN else ("not_green",)

    reading = theme.decision.read(values)
    return Reading(outcome=reading.outcome, absent=(*reading.absent, *met_for_job), blanks=reading.blanks)


def _overall(colours: Mapping[str, Colour]) -> Colour:
    if Colour.RED in colours.values():
        return Colour.RED
    return Colour.GREEN if set(colours.values()) == {Colour.GREEN} else Colour.YELLOW


def _next_steps(themes: Themes, colours: Mapping[str, Colour], answers: Profile) -> tuple[NextStep, ...]:
    """What is red comes first, then what is decisive, then by date; the order of the rules between equals."""
    steps = [
        (colours[theme.id] is not Colour.RED, not theme.decisive, _by(action, answers), theme, action)
        for theme in themes.themes
        for action in theme.actions.get(colours[theme.id], ())
        if all(answers.says(name, *values) for name, values in action.when.items())
    ]
    steps.sort(key=lambda step: (step[0], step[1], step[2] or date.max))
    return tuple(
        NextStep(theme=theme.id, action=action.id, by=by, source=action.source) for _, _, by, theme, action in steps
    )


def _by(action: Action, answers: Profile) -> date | None:
    """The last day to do it: so long before the departure, but never before today; none without a date of departure."""
    if answers.departure_date is None:
        return None
    return days_before(answers.departure_date, action.lead_days, answers.on)
