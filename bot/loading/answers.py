"""Reads `answers.yml`: what each answer asserts, its sources and its official places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.advice.answers import Answer, Answers, Claim, Confidence, Place
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import Meta
from bot.loading.strict_yaml import Block, Written, line_of, read_tree, typed


@dataclass(frozen=True, kw_only=True)
class _Claim(Written):
    id: str
    states: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class _Answer(Written):
    claims: list[_Claim]
    official: tuple[str, ...] = ()
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class _Place(Written):
    name: str
    site: str


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    meta: Meta
    sources: dict[str, str]
    answers: dict[str, _Answer]
    official: dict[str, _Place]


def read_answers(path: Path) -> Answers:
    """Every answer by its name, checked on the day of the file unless it says another; raises `ProblemsError`."""
    tree = read_tree(path)
    file = typed(tree, _File, path)
    if problems := list(_problems(file, tree, path)):
        raise ProblemsError(problems)
    return {
        name: Answer(
            claims=tuple(
                Claim(id=one.id, states=one.states, source=file.sources[one.source], confidence=one.confidence)
                for one in written.claims
            ),
            official=tuple(
                Place(name=file.official[key].name, site=file.official[key].site) for key in written.official
            ),
            checked_on=written.checked_on or file.meta.checked_on,
        )
        for name, written in file.answers.items()
    }


def _problems(file: _File, tree: Block, path: Path) -> Iterator[Problem]:
    for name, answer in file.answers.items():
        seen: set[str] = set()
        if not answer.claims:
            yield Problem(path, line_of(tree, ("answers", name)), f"'{name}' asserts nothing", "write its 'claims'")
        for number, claim in enumerate(answer.claims):
            line = line_of(tree, ("answers", name, "claims", number))
            if claim.source not in file.sources:
                yield Problem(path, line, f"the source '{claim.source}' is not listed", "add it to 'sources'")
            if claim.id in seen:
                yield Problem(path, line, f"'{claim.id}' is claimed twice by '{name}'", "give it another id")
            seen.add(claim.id)
        for key in answer.official:
            if key not in file.official:
                message = f"the official place '{key}' is not listed"
                yield Problem(path, line_of(tree, ("answers", name, "official")), message, "add it to 'official'")
