"""All that is known whatever the language and the person, in one value: places, programmes, themes, routes, directory, answers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.advice.answers import Answers
from bot.advice.directory import Directory
from bot.advice.places import Places
from bot.advice.programmes import Programmes
from bot.advice.routes import Routes
from bot.advice.themes import Themes


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What the files of `bot/knowledge` hold, read and checked."""

    places: Places
    directory: Directory
    programmes: Programmes
    themes: Themes
    routes: Routes
    answers: Answers
