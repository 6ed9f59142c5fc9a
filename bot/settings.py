"""The settings, read from environment variables named ESCALE_…; each has a default that works on one machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EscaleError
from bot.store.sealing import new_key, read_keys

SMALLEST_TOKEN = 16
DATABASE = "escale.db"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class SettingsError(EscaleError):
    """A setting can't be used; the message names it and says what to write."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Each field is the variable of the same name in capitals after ESCALE_.

    `data`: the folder of the database and the keys. `database`: sqlite:///path or a postgresql:// URL; empty for
    `escale.db` in `data`. `keys`: encryption keys, comma separated, newest first; empty for the file `keys` in `data`, made
    at the first start. `rest_token`: opens the REST channel. `host`, `port`, `workers`: where the server listens, and how many
    processes (more than one needs PostgreSQL). `operator`: the name of whoever runs the service, as people read it.
    `public_url`: the address people open, without a slash at the end; empty for the one it listens on. `sites`: origins whose
    pages may embed the widget. `telegram_token`: opens the Telegram channel, by polling; with `telegram_secret`, by webhook
    instead. `telegram_api`: the Bot API server. `nlu_url`, `nlu_token`: a server of the model of intents, and what opens it;
    empty for the one that `bot serve` starts.
    """

    data: Path = Path("var")
    database: str = ""
    keys: str = ""
    rest_token: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    operator: str = "Escale"
    public_url: str = ""
    sites: tuple[str, ...] = ()
    telegram_token: str = ""
    telegram_secret: str = ""
    telegram_api: str = "https://api.telegram.org"
    nlu_url: str = ""
    nlu_token: str = ""

    def __post_init__(self) -> None:
        if self.rest_token and len(self.rest_token) < SMALLEST_TOKEN:
            raise SettingsError(
                f"ESCALE_REST_TOKEN has {len(self.rest_token)} characters and needs {SMALLEST_TOKEN} at least. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        if self.telegram_secret and not _TELEGRAM_SECRET.fullmatch(self.telegram_secret):
            raise SettingsError(
                "ESCALE_TELEGRAM_SECRET must be 16 to 256 letters, digits, hyphens or underscores. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        for site in (*self.sites, *((self.public_url,) if self.public_url else ())):
            if not _ORIGIN.fullmatch(site):
                raise SettingsError(
                    f"{site!r} is not an origin. Write it as https://www.example.org, without a path or a slash at the end "
                    "(ESCALE_SITES, ESCALE_PUBLIC_URL)."
                )
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise SettingsError(
                f"ESCALE_WORKERS is {self.workers}, but SQLite serves one process. "
                "Use 1, or set ESCALE_DATABASE to a PostgreSQL URL."
            )

    @property
    def address(self) -> str:
        """The address people open."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or f"sqlite:///{self.data / DATABASE}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment (this process's own by default); raises `SettingsError`."""
    environment = os.environ if environment is None else environment

    def text(name: str, default: str) -> str:
        return environment.get(f"ESCALE_{name}", "").strip() or default

    return Settings(
        data=Path(text("DATA", "var")),
        database=text("DATABASE", ""),
        keys=text("KEYS", ""),
        rest_token=text("REST_TOKEN", ""),
        host=text("HOST", "127.0.0.1"),
        port=_number("PORT", text("PORT", "8000"), 65535),
        workers=_number("WORKERS", text("WORKERS", "1"), 64),
        operator=text("OPERATOR", "Escale"),
        public_url=text("PUBLIC_URL", ""),
        sites=tuple(site for part in text("SITES", "").split(",") if (site := part.strip())),
        telegram_token=text("TELEGRAM_TOKEN", ""),
        telegram_secret=text("TELEGRAM_SECRET", ""),
        telegram_api=text("TELEGRAM_API", Settings.telegram_api),
        nlu_url=text("NLU_URL", ""),
        nlu_token=text("NLU_TOKEN", ""),
    )


def _number(name: str, written: str, most: int) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= most):
        raise SettingsError(f"ESCALE_{name} is {written!r}. Write a whole number from 1 to {most}.")
    return int(written)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The encryption keys, newest first; `made_in` is the file they were just written to, None where they were there."""

    keys: tuple[bytes, ...]
    made_in: Path | None = None


def encryption_keys(settings: Settings) -> Keys:
    """The keys of the settings, else of the file `keys` in the data folder, made with its owner's rights alone."""
    if settings.keys:
        return Keys(keys=read_keys(settings.keys))
    path = settings.data / "keys"
    try:
        if path.exists():
            return Keys(keys=_read_file(path))
        if not settings.database and (settings.data / DATABASE).exists():
            raise SettingsError(
                f"The encryption keys of {settings.data / DATABASE} are gone: {path} is not there. Put your copy of them back, "
                "or set ESCALE_KEYS. To begin anew without what was kept, move the database elsewhere first."
            )
        return _make_keys(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The encryption keys in {path} can't be read or made ({error}). "
            "Give this user the right to, choose another folder (ESCALE_DATA), or set ESCALE_KEYS."
        ) from None


def _make_keys(path: Path) -> Keys:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = new_key()
    draft = path.with_name(f"keys.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # whole or not at all, and only one process makes it
    except FileExistsError:
        return Keys(keys=_read_file(path))
    finally:
        draft.unlink()
    return Keys(keys=read_keys(key), made_in=path)


def _read_file(path: Path) -> tuple[bytes, ...]:
    return read_keys(path.read_text(encoding="ascii").replace("\n", ","))
