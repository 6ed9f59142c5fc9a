"""Every check, on folders or on what they hold: all problems at once, in the order of their files and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.checking import answers, buttons, completeness, examples, flows, freshness, translations, vocabulary, wording
from bot.checking.material import Material, Sources, load
from bot.conversation.words import LANGUAGES
from bot.loading.examples import load_examples
from bot.loading.problems import Problem, ProblemsError

CHECKS: tuple[Callable[[Material], Iterator[Problem]], ...] = (
    flows.problems,
    vocabulary.problems,
    buttons.problems,
    completeness.problems,
    wording.problems,
    answers.problems,
    freshness.problems,
    translations.problems,
)


def check(sources: Sources, on: date) -> tuple[Material | None, tuple[Problem, ...]]:
    """What was loaded and every problem on that day; None where files that can't be read hide the rest."""
    material, found = load(sources, on)
    if material is not None:
        for problems in CHECKS:
            found += problems(material)
        found += _of_examples(material)
    return material, in_order(found)


def _of_examples(material: Material) -> Iterator[Problem]:
    """What is wrong in the messages that a model learns from."""
    folder = material.sources.nlu
    if folder is None or not folder.exists():
        return
    try:
        written = load_examples(folder, LANGUAGES)
    except ProblemsError as error:
        yield from error.problems
        return
    yield from examples.problems(written, material.knowledge.places)


def in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file and line, each once; what stands nowhere in its file first."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (str(one.path), one.line or 0, one.message)))


def near(path: Path) -> Path:
    """The path as it is shortest to type from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
