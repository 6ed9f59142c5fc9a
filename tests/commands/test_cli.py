"""The commands as they are typed: data on standard output, messages on standard error, 0 done, 1 problems, 2 bad usage."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import COMMANDS, main
from bot.montreal import day_of
from bot.service.turn import utc_now
from bot.settings import Settings
from bot.store.store import open_store
from bot.store.tables import referral
from tests.keys import KEYS

BOT = [sys.executable, "-c", "from bot.cli import main; main()"]
PROFILE = '{"status": "permanent_resident", "residence": "rmm"}'
ASKED_FOR = (
    *("serve", "chat", "journey", "screen", "assess", "route", "check", "flows graph", "words lock", "user add"),
    *(
        "user list",
        "user password",
        "user disable",
        "referral show",
        "data export",
        "data erase",
        "data purge",
        "backup",
        "train",
        "understand",
        "content claims",
    ),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the test's own for the database and the keys."""
    monkeypatch.setenv("ESCALE_DATA", str(tmp_path / "var"))
    return tmp_path / "var"


def run(*arguments: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


# --- asking for help --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ASKED_FOR)
def test_every_command_explains_itself(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {command}")
    assert len(result.stdout.splitlines()) > 4


def test_the_list_of_commands_is_the_commands() -> None:
    listed = run("--help").stdout
    context = click.Context(main)
    for name in COMMANDS:
        assert f"  {name} " in listed
        assert isinstance(main.get_command(context, name), click.Command)
    assert {command.split()[0] for command in ASKED_FOR} == set(COMMANDS)


def test_what_does_not_exist_is_bad_usage() -> None:
    for arguments in (("fly",), ("screen", "--fast"), ("screen", "/no/such/file"), ("flows", "graph", "nowhere"), ()):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


# --- profiles ---------------------------------------------------------------------------------------------------------


def test_profiles_are_answered_line_by_line_and_a_wrong_one_is_told() -> None:
    for command in ("screen", "assess", "route"):
        result = run(
            command, typed=f'{PROFILE}\n\n{{"statut": 1}}\n\udcff\n{PROFILE}\n'.encode(errors="surrogateescape")
        )
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        assert result.exit_code == 1
        assert len(lines) == 2
        assert lines[0] == lines[1]
        assert [one.split(":")[0] for one in result.stderr.splitlines()] == ["line 3", "line 4"]


def test_profiles_of_a_file_are_answered(tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    file.write_text(f"{PROFILE}\n")
    result = run("screen", str(file))
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["programmes"][0]["id"] == "sae_r"


def test_whoever_stops_reading_is_not_told_about_it(tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    file.write_text(f"{PROFILE}\n" * 500)
    command = [*BOT, "screen", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_an_interruption_is_quiet() -> None:
    pipe = subprocess.PIPE
    process = subprocess.Popen([*BOT, "screen"], stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{PROFILE}\n".encode() * 10)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert (process.returncode, told) == (130, b"")


def test_profiles_are_answered_without_reading_what_serves_pages_and_databases() -> None:
    command = [sys.executable, "-X", "importtime", *BOT[1:], "screen"]
    answered = subprocess.run(command, input=PROFILE, capture_output=True, text=True, check=True)
    assert answered.stdout.startswith('{"on"')
    for heavy in ("fastapi", "sqlalchemy", "babel", "uvicorn"):
        assert not re.search(rf"\| +{heavy}\n", answered.stderr)


# --- the house --------------------------------------------------------------------------------------------------------


def test_a_setting_that_cannot_be_used_is_bad_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALE_PORT", "ninety")
    for command in (("serve",), ("data", "purge")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "ESCALE_PORT is 'ninety'. Write a whole number from 1 to 65535.\n"


def test_a_conversation_in_the_terminal_is_taken_up_again_under_its_name(data: Path) -> None:
    begun = run("chat", "--language", "en", "--as", "ana", typed="1\nFind a job\n")
    assert begun.exit_code == 0
    assert "  1. " in begun.stdout
    assert "[I don't know]" in begun.stdout.replace("\u00a0", " ")
    kept = json.loads(run("data", "export", "terminal:ana").stdout)
    assert "job" in json.dumps(kept)
    again = run("chat", "--as", "ana", typed="")
    assert "When would you like to move?" in again.stdout.replace("\n", " ")
    assert run("data", "erase", "terminal:ana", typed="n\n").exit_code == 1
    assert run("data", "erase", "terminal:ana", "--yes").exit_code == 0
    gone = run("data", "export", "terminal:ana")
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert "Nobody is known as 'terminal:ana'" in gone.stderr


def test_odd_characters_in_the_terminal_break_nothing(data: Path) -> None:
    odd = ("\u202eمرحبا\n漢字漢字\n\n" + "😀" * 50 + "\n").encode() + b"\xff\xfe\x00\n" + b"a" * 10_001 + b"\n"
    result = run("chat", typed=odd)
    assert (result.exit_code, result.exception) == (0, None)
    assert result.stdout.count("\n\n") > 6


def test_a_referral_that_does_not_exist_is_told(data: Path) -> None:
    result = run("referral", "show", "ESC-AAAA-AAAA")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "reference" in result.stderr


def test_a_referral_is_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from base64 import urlsafe_b64encode

    from sqlalchemy import insert

    from bot.referrals.handler import SUMMARY
    from bot.referrals.reference import new_reference

    monkeypatch.setenv("ESCALE_KEYS", urlsafe_b64encode(KEYS[0]).decode())
    store = open_store(f"sqlite:///{data / 'escale.db'}", KEYS)
    reference, sealed = new_reference(), store.sealer.seal("La page\nde la personne", SUMMARY)
    row = {"reference": reference, "state": "held", "organization": "operator", "kind": "operator", "urgent": False}
    row |= {"language": "fr", "summary_sealed": sealed, "body_sealed": sealed, "digest": "x"}
    at = utc_now()
    store.run(lambda connection: connection.execute(insert(referral).values(**row, created_at=at, state_at=at)))
    store.close()
    result = run("referral", "show", reference.lower())
    assert (result.exit_code, result.stdout) == (0, "La page\nde la personne\n")


def test_the_database_is_copied_once(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy)).exit_code == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")
    again = run("backup", str(copy))
    assert (again.exit_code, again.stdout) == (1, "")
    assert "can't be made" in again.stderr


def test_what_was_kept_long_enough_is_counted(data: Path) -> None:
    result = run("data", "purge")
    assert result.exit_code == 0
    assert set(json.loads(result.stdout).values()) == {0}


def test_what_was_not_understood_is_printed_without_who_wrote_it(data: Path) -> None:
    typed = "hello\nand what about my goldfish Bubulle then\nyes\n"
    assert run("chat", "--language", "en", "--as", "ana", typed=typed).exit_code == 0
    result = run("understand", "--unread")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = [json.loads(one) for one in result.stdout.splitlines()]
    assert line == {
        "text": "and what about my goldfish [name] then",
        "language": "en",
        "day": day_of(utc_now()).isoformat(),
    }


def test_where_nothing_was_kept_nothing_is_printed(data: Path) -> None:
    assert run("understand", "--unread").stdout == ""


# --- checks -----------------------------------------------------------------------------------------------------------


def test_the_checks_say_what_is_wrong_on_a_day(data: Path) -> None:
    result = run("check", "--on", "2030-01-01")
    assert "warning: this file was last checked on" in result.stdout
    assert result.stderr.endswith("warnings.\n")
    assert run("check", "--on", "tomorrow").exit_code == 2


def test_the_checks_read_a_database(data: Path) -> None:
    run("chat", "--as", "ana", typed="1\n")
    result = run("check", "--against", str(data / "escale.db"))
    assert "conversation" not in result.stdout
    missing = run("check", "--against", str(data / "other.db"))
    assert missing.exit_code == 1
    assert "There is no database" in missing.stderr


def test_a_flow_is_drawn() -> None:
    result = run("flows", "graph", "welcome")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("flowchart TD\n")


# --- journeys ---------------------------------------------------------------------------------------------------------

PATH = """\
path: someone_asks
situation: someone looks at the programmes, and comes back two weeks later
on: 2026-03-02
turns:
  - begin: true
    expect: {asks: menu}
  - choose: eligibility
    expect: {asks: project}
  - choose: job
    expect: {asks: departure, facts: {project: [job]}}
  - wait_days: 14
  - type: {fr: aide, en: help, es: ayuda}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "someone_asks.yml"
    file.write_text(f"{PATH}finally_facts: {{project: [job]}}\n")
    return file


def test_a_path_gives_the_same_facts_whatever_the_channel(path: Path) -> None:
    played = []
    for channel, typed in (("terminal", ()), ("rest", ()), ("rest", ("--typed",)), ("telegram", ())):
        result = run("journey", str(path), "--channel", channel, "--language", "es", *typed)
        assert (result.exit_code, result.stderr) == (0, "")
        played.append(json.loads(result.stdout))
    assert {one["digest"] for one in played} == {played[0]["digest"]}
    assert [one["channel"] for one in played] == ["terminal", "rest", "rest", "telegram"]
    assert played[0]["facts"]["project"] == ["job"]


def test_what_a_path_misses_is_told(path: Path) -> None:
    path.write_text(f"{PATH}finally_facts: {{project: [training]}}\n")
    result = run("journey", str(path), "--channel", "terminal", "--language", "fr")
    assert result.exit_code == 1
    assert f"{path}: turn 5: " in result.stderr
    assert json.loads(result.stdout)["facts"]["project"] == ["job"]


def test_a_path_that_cannot_be_played_is_refused(path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (
        ("--channel", "web", "--language", "fr", "--server", "http://127.0.0.1:1"),
        ("--channel", "telegram", "--language", "fr", "--server", "http://127.0.0.1:1"),
        ("--channel", "rest", "--language", "fr", "--server", "http://127.0.0.1:1"),
        ("--channel", "rest", "--language", "de"),
    ):
        result = run("journey", str(path), *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
    path.write_text(PATH.replace("on: 2026-03-02\n", "").replace("  - wait_days: 14\n", ""))
    monkeypatch.setenv("ESCALE_REST_TOKEN", "a-token-long-enough")
    result = run("journey", str(path), "--channel", "rest", "--language", "fr", "--server", "http://127.0.0.1:1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "can't be reached" in result.stderr


# --- the server -------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_told() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Choose another port with --port" in result.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "Telegram is off"),
        (Settings(telegram_token="7:abc"), "asks for messages"),
        (Settings(telegram_token="7:abc", telegram_secret="a-secret-long-enough"), "ESCALE_PUBLIC_URL is empty"),
        (
            Settings(telegram_token="7:abc", telegram_secret="a-secret-long-enough", public_url="https://e.example"),
            "sends messages to https://e.example/telegram/webhook",
        ),
    ],
)
def test_a_start_says_whether_telegram_is_on_and_never_the_token(settings: Settings, said: str) -> None:
    from bot.commands.serve import _what_next

    assert said in _what_next(settings)
    assert "7:abc" not in _what_next(settings)
