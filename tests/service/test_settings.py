"""Settings: defaults that work on one machine, and errors that name the variable and say what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, encryption_keys, read_settings
from bot.store.sealing import SealingError, new_key, read_keys


def test_without_any_variable_everything_has_a_default() -> None:
    assert read_settings({}) == Settings()
    assert Settings().database_url == "sqlite:///var/escale.db"


def test_each_setting_has_its_variable() -> None:
    written = {
        "ESCALE_DATA": "/somewhere",
        "ESCALE_DATABASE": "postgresql://here/there",
        "ESCALE_KEYS": "k",
        "ESCALE_REST_TOKEN": "0123456789abcdef",
        "ESCALE_HOST": "0.0.0.0",
        "ESCALE_PORT": "9000",
        "ESCALE_WORKERS": "4",
        "ESCALE_OPERATOR": "Accueil",
        "ESCALE_PUBLIC_URL": "https://escale.example.org",
        "ESCALE_SITES": "https://www.example.org, http://localhost:8080",
        "ESCALE_TELEGRAM_TOKEN": "1:abc",
        "ESCALE_TELEGRAM_SECRET": "0123456789abcdef",
        "ESCALE_TELEGRAM_API": "http://127.0.0.1:8081",
        "ESCALE_NLU_URL": "http://127.0.0.1:5005",
        "ESCALE_NLU_TOKEN": "opens it",
    }
    assert read_settings(written) == Settings(
        data=Path("/somewhere"),
        database="postgresql://here/there",
        keys="k",
        rest_token="0123456789abcdef",
        host="0.0.0.0",
        port=9000,
        workers=4,
        operator="Accueil",
        public_url="https://escale.example.org",
        sites=("https://www.example.org", "http://localhost:8080"),
        telegram_token="1:abc",
        telegram_secret="0123456789abcdef",
        telegram_api="http://127.0.0.1:8081",
        nlu_url="http://127.0.0.1:5005",
        nlu_token="opens it",
    )
    assert {name.removeprefix("ESCALE_").lower() for name in written} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("variable", "written", "remedy"),
    [
        ("ESCALE_PORT", "http", "whole number from 1 to 65535"),
        ("ESCALE_PORT", "70000", "whole number from 1 to 65535"),
        ("ESCALE_WORKERS", "0", "whole number from 1"),
        ("ESCALE_WORKERS", "2", "PostgreSQL"),
        ("ESCALE_REST_TOKEN", "short", "secrets.token_urlsafe"),
        ("ESCALE_TELEGRAM_SECRET", "short", "secrets.token_urlsafe"),
        ("ESCALE_TELEGRAM_SECRET", "spaces are refused by Telegram", "letters, digits"),
        ("ESCALE_SITES", "https://www.example.org/", "without a path or a slash"),
        ("ESCALE_PUBLIC_URL", "www.example.org", "https://www.example.org"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(variable: str, written: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({variable: written})
    assert variable in str(raised.value)
    assert remedy in str(raised.value)


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")
    made = encryption_keys(settings)
    assert made.made_in == tmp_path / "new" / "keys"
    assert made.made_in.stat().st_mode & 0o777 == 0o600
    again = encryption_keys(settings)
    assert (again.keys, again.made_in) == (made.keys, None)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["keys"]


def test_a_key_added_on_top_of_the_file_comes_first(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    (tmp_path / "keys").write_text(f"{new}\n{old}\n")
    assert encryption_keys(Settings(data=tmp_path)).keys == read_keys(f"{new},{old}")


def test_keys_that_cannot_be_read_or_made_are_told(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    with pytest.raises(SettingsError, match="ESCALE_KEYS"):
        encryption_keys(Settings(data=tmp_path))
    with pytest.raises(SealingError, match="number 1"):
        encryption_keys(Settings(data=tmp_path, keys="nonsense"))


def test_keys_that_are_gone_are_never_made_again_beside_a_database(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    encryption_keys(settings)
    (tmp_path / "escale.db").touch()
    (tmp_path / "keys").unlink()
    with pytest.raises(SettingsError, match="Put your copy of them back"):
        encryption_keys(settings)
    assert not (tmp_path / "keys").exists()
