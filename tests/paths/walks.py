"""Walks a conversation in process and over REST: nothing is missed, and what is finally known of the person is the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as File

import httpx

from bot.journeys.doors import RestDoor, WebDoor
from bot.journeys.path import Path, read_path
from bot.journeys.player import Door, Played, Player
from bot.journeys.stage import TOKEN, Stage

FILES = sorted(File(__file__).parent.glob("*.yml"))


@dataclass(frozen=True, kw_only=True)
class Walks:
    """Both doors of a house; `client` is the one connection to it."""

    house: Stage
    client: httpx.Client

    def stays_true(self, file: File, language: str, *, typing: bool) -> None:
        """Asserts that the path holds through both doors, and that they end the same."""
        path = read_path(file)
        in_process = _played(path, language, self.house.door("terminal", path), typing=typing)
        over_rest = _played(path, language, self._rest(path), typing=typing)
        assert [str(miss) for miss in in_process.misses] == []
        assert [str(miss) for miss in over_rest.misses] == []
        assert over_rest.digest == in_process.digest

    def is_the_same_on_the_web(self, file: File, language: str) -> None:
        """Asserts that the path holds through the widget's API too, and ends as it does in process."""
        path = read_path(file)
        in_process = _played(path, language, self.house.door("terminal", path), typing=False)
        on_the_web = _played(path, language, self._web(path), typing=False)
        assert [str(miss) for miss in on_the_web.misses] == []
        assert on_the_web.digest == in_process.digest

    def _web(self, path: Path) -> WebDoor:
        self.house.clock.begin(path.on)
        stage = self.house
        return WebDoor(server=stage.server, house=stage.house, forward=stage.forward, client=self.client)

    def _rest(self, path: Path) -> RestDoor:
        self.house.clock.begin(path.on)
        stage = self.house
        return RestDoor(server=stage.server, token=TOKEN, house=stage.house, forward=stage.forward, client=self.client)


def _played(path: Path, language: str, door: Door, *, typing: bool) -> Played:
    return Player(path=path, language=language, door=door, typing=typing).play()
