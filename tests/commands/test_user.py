"""Staff accounts from the command line: a password is never an argument, and what can't be done says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

PASSWORD = "quatre chevaux lents bleus\n"
COUNSELLOR = ("--name", "Marie", "--role", "counsellor", "--organization", "promis")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALE_DATA", str(tmp_path / "var"))


def user(*arguments: str, typed: str = PASSWORD) -> Result:
    return CliRunner().invoke(main, ["user", *arguments], input=typed)


def test_an_account_is_added_listed_and_disabled() -> None:
    added = user("add", "Marie@Promis.example", *COUNSELLOR)
    assert (added.exit_code, added.stdout) == (0, "")
    assert "may sign in as marie@promis.example" in added.stderr
    one = json.loads(user("list").stdout)
    assert (one["login"], one["role"], one["organization"], one["state"]) == (
        *("marie@promis.example", "counsellor", "promis"),
        "active",
    )
    assert "password" not in one
    assert user("disable", "marie@promis.example").exit_code == 0
    assert json.loads(user("list").stdout)["state"] == "disabled"


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("x", *COUNSELLOR), PASSWORD, "can't be a login"),
        (("marie", *COUNSELLOR), "court\n", "needs 12 at least"),
        (("marie", *COUNSELLOR), "", "needs 12 at least"),
        (("marie", "--name", "M", "--role", "counsellor"), PASSWORD, "add --organization with one of: "),
        (("marie", "--name", "M", "--role", "counsellor", "--organization", "operator"), PASSWORD, "unknown"),
        (("marie", "--name", "M", "--role", "operator", "--organization", "promis"), PASSWORD, "leave --organization"),
        (("marie", "--name", " ", "--role", "operator"), PASSWORD, "The name must have"),
    ],
)
def test_what_can_t_be_added_says_what_to_do(arguments: tuple[str, ...], typed: str, told: str) -> None:
    result = user("add", *arguments, typed=typed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert user("list").stdout == ""


def test_a_login_is_taken_once_and_an_unknown_one_can_t_be_disabled() -> None:
    user("add", "marie", *COUNSELLOR)
    assert "There is an account marie already" in user("add", "MARIE", *COUNSELLOR).stderr
    unknown = user("disable", "paul")
    assert unknown.exit_code == 1
    assert "bot user list" in unknown.stderr
