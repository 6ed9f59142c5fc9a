"""What the README and the list of addresses say of the web door is so, as written."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import bot
from bot.channels.web.openapi import OPENAPI
from tests.channels.web.visitor import Visitor

README = (Path(bot.__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: nothing here depends on the database."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


def test_the_commands_of_the_readme_have_a_conversation(visitor: Visitor) -> None:
    (commands,) = [block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "/chat/sessions" in block]
    assert "http://127.0.0.1:8000" in commands
    typed = commands.replace("http://127.0.0.1:8000", visitor.url)
    printed = subprocess.run(["bash", "-euc", typed], capture_output=True, text=True, check=True, timeout=30).stdout
    assert [reply["text"] for reply in json.loads(printed)] == ["1 bonjour 0"]


def test_the_addresses_are_listed(visitor: Visitor) -> None:
    paths = visitor.client.get(f"{visitor.url}/openapi.json").json()["paths"]
    for path, operations in OPENAPI.items():
        assert paths[path] == json.loads(json.dumps(operations))
        assert path in visitor.client.get(f"{visitor.url}/docs").text
