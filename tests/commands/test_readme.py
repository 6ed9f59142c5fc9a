"""The README tells every setting and every command."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

import bot
from bot.cli import COMMANDS
from bot.settings import Settings

README = (Path(bot.__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [f"ESCALE_{one.name.upper()}" for one in fields(Settings)])
def test_every_setting_is_documented(setting: str) -> None:
    assert setting in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"bot {command}" in README
