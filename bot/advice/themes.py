"""The themes of the readiness guide as data: the decision that colours each, what to ask, what to do next.

A theme's decision gives a colour from the answers; `job_theme` is a column that says whether the theme of the job is green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.advice.tables import Decision

JOB_THEME = "job_theme"
"""The column that reads the colour of the theme `job`; its cells are `green` and `not_green`."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do, `lead_days` before the departure, where the answers hold what `when` says of each field."""

    id: str
    lead_days: int
    source: str
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A theme, whether it is one of the decisive three, its questions in asking order, and its actions by colour."""

    id: str
    decisive: bool
    source: str
    asks: tuple[str, ...]
    decision: Decision
    actions: Mapping[str, tuple[Action, ...]]


@dataclass(frozen=True, kw_only=True)
class Themes:
    """The fourteen themes, in the order of the rules."""

    themes: tuple[Theme, ...]

    def theme(self, id_: str) -> Theme:
        return next(theme for theme in self.themes if theme.id == id_)
