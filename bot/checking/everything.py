"""Every check, on folders or on what they hold: all problems at once, in the order of their files and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.checking import buttons, completeness, flows, freshness, translations, vocabulary, wording
from bot.checking.material import Material, Sources, load
from bot.loading.problems import Problem

CHECKS: tuple[Callable[[Material], Iterator[Problem]], ...] = (
    flows.problems,
    vocabulary.problems,
    buttons.problems,
    completeness.problems,
    wording.problems,
    freshness.problems,
    translations.problems,
)


def check(sources: Sources, on: date) -> tuple[Material | None, tuple[Problem, ...]]:
    """What was loaded and every problem on that day; None where files that can't be read hide the rest."""
    material, found = load(sources, on)
    if material is not None:
        for problems in CHECKS:
            found += problems(material)
    return material, in_order(found)


def in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file and line, each once; what stands nowhere in its file first."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (str(one.path), one.line or 0, one.message)))


def near(path: Path) -> Path:
    """The path as it is shortest to type from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
