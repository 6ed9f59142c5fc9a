"""Staff accounts from the command line: a password is never an argument, and what can't be done says what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, insert, select, update

from bot.cli import main
from bot.commands.house import the_store
from bot.console.passwords import matches
from bot.service.turn import utc_now
from bot.store.tables import staff, staff_session

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


def test_a_forgotten_password_is_replaced_and_opens_the_console() -> None:
    user("add", "marie", *COUNSELLOR)
    assert user("password", "marie", typed="court\n").exit_code == 1
    assert user("password", "marie", typed="cinq canards sur le lac\n").exit_code == 0
    with the_store() as store:
        row = store.run(lambda c: c.execute(select(staff)).one())
    assert matches(row.password_hash, "cinq canards sur le lac")
    assert not matches(row.password_hash, PASSWORD.strip())


def test_another_password_lifts_a_lock_and_ends_the_sessions() -> None:
    user("add", "marie", *COUNSELLOR)
    locked = {"failures": 9, "locked_until": datetime(2099, 1, 1, tzinfo=UTC)}
    with the_store() as store:
        number = store.run(lambda c: c.execute(update(staff).values(locked).returning(staff.c.id)).scalar_one())
        opened = {"hash": b"h", "staff_id": number, "created_at": utc_now(), "seen_at": utc_now()}
        store.run(lambda c: c.execute(insert(staff_session).values(opened)))
    assert json.loads(user("list").stdout)["state"] == "locked"
    user("password", "marie", typed="cinq canards sur le lac\n")
    assert json.loads(user("list").stdout)["state"] == "active"
    with the_store() as store:
        assert store.run(lambda c: c.execute(select(func.count()).select_from(staff_session)).scalar_one()) == 0


def test_who_may_not_sign_in_gets_no_password() -> None:
    assert user("password", "nobody", typed="cinq canards sur le lac\n").exit_code == 1
    user("add", "marie", *COUNSELLOR)
    user("disable", "marie")
    refused = user("password", "marie", typed="cinq canards sur le lac\n")
    assert (refused.exit_code, "bot user list" in refused.stderr) == (1, True)
