"""How ready a departure is (rules §2): a colour by theme, an overall colour, and what to do next by date.

A guide explained line by line, never a decision; what was not said is never green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.advice.fields import NO_STATUS, cells_of
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
    return tuple(name for name in asked.asks if name in met and _matters(name, themes, asked, answers))


def _matters(name: str, themes: Themes, theme: Theme, answers: Profile) -> bool:
    before = _read(themes, theme, answers)
    others = set(before.absent) - {name}
    for value in cells_of(name):
        after = _read(themes, theme, answers.with_answer(name, value))
        if after.outcome != before.outcome or not set(after.absent) <= others:
            return True
    return False


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
    return max(answers.departure_date - timedelta(days=action.lead_days), answers.on)
