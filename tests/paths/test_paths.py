"""Conversations that must stay true: each in three languages, by buttons and typed with misspellings, in process and over REST.

What is finally known of the person is the same through both doors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path as File

import httpx
import pytest

from bot.conversation.words import LANGUAGES
from bot.journeys.doors import RestDoor
from bot.journeys.path import Path, read_path
from bot.journeys.player import Played, Player
from bot.journeys.stage import TOKEN, Stage, stage

FILES = sorted(File(__file__).parent.glob("*.yml"))


@pytest.fixture(scope="module")
def house() -> Iterator[Stage]:
    """One house for all the paths, served over REST: whoever walks a path is new to it."""
    with stage(served=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """One connection to it for all the paths."""
    with closing(httpx.Client(timeout=30)) as opened:
        yield opened


@pytest.mark.parametrize("typing", [False, True], ids=["by_buttons", "typed"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_stays_true_through_every_door(
    house: Stage, client: httpx.Client, file: File, language: str, *, typing: bool
) -> None:
    path = read_path(file)
    in_process = Player(path=path, language=language, door=house.door("terminal", path), typing=typing).play()
    over_rest = Player(path=path, language=language, door=_rest(house, client, path), typing=typing).play()
    assert _missed(in_process) == []
    assert _missed(over_rest) == []
    assert over_rest.digest == in_process.digest


def test_every_situation_that_must_stay_true_has_its_conversation() -> None:
    assert len(FILES) >= 34


def _rest(house: Stage, client: httpx.Client, path: Path) -> RestDoor:
    house.clock.begin(path.on)
    return RestDoor(server=house.server, token=TOKEN, house=house.house, forward=house.forward, client=client)


def _missed(played: Played) -> list[str]:
    return [str(miss) for miss in played.misses]
