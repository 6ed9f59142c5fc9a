"""Reads the files of `bot/knowledge` into one `Knowledge`, checking that they fit together.

The problems of every file that can be read are collected, each with its line and remedy, and raised at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.advice.knowledge import Knowledge
from bot.loading.answers import read_answers
from bot.loading.directory import read_directory
from bot.loading.places import read_places
from bot.loading.problems import Problem, ProblemsError
from bot.loading.programmes import read_programmes
from bot.loading.routes import read_routes
from bot.loading.themes import read_themes

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"

T = TypeVar("T")


def load_knowledge(folder: Path = KNOWLEDGE) -> Knowledge:
    """All that the folder's files say; raises `ProblemsError` with every mistake, its file, line and remedy."""
    problems: list[Problem] = []
    programmes = _collecting(problems, lambda: read_programmes(folder / "programmes.yml"))
    themes = _collecting(problems, lambda: read_themes(folder / "readiness.yml"))
    places = _collecting(problems, lambda: read_places(folder / "municipalities.yml", folder / "regions.yml"))
    directory = places and _collecting(problems, lambda: read_directory(folder / "directory.yml", places))
    routes = programmes and _collecting(problems, lambda: read_routes(folder / "routing.yml", programmes))
    answers = _collecting(problems, lambda: read_answers(folder / "answers.yml"))
    if not (programmes and themes and places and directory and routes and answers):
        raise ProblemsError(problems)
    return Knowledge(
        places=places, directory=directory, programmes=programmes, themes=themes, routes=routes, answers=answers
    )


def _collecting(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ProblemsError as error:
        problems.extend(error.problems)
        return None
