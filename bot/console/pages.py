"""The pages of the console: templates filled with words of the visitor's language, under headers that let nothing else in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console.dates import day_in_words, hour_in_words
from bot.console.staff import Staff
from bot.conversation.words import LANGUAGES, Param, Words, language_name
from bot.montreal import day_of

BASE = "/console"
HERE = Path(__file__).parent
TOKEN_COOKIE, LANGUAGE_COOKIE = "escale_console", "escale_console_language"
FORM_MARK = "mark"
HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain",
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request's visitor: the token their browser holds (`fresh` where it was just made), who they are (None before they
    sign in), the language of the pages, the instant, and what a form sent."""

    token: str
    fresh: bool
    staff: Staff | None
    language: str
    now: datetime
    path: str
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Static:
    """A file that the pages use; its address changes with its content."""

    name: str
    content: bytes
    media_type: str

    @property
    def version(self) -> str:
        """Stands in the address, so that browsers may keep the file."""
        return sha256(self.content).hexdigest()[:12]


def static_files() -> Mapping[str, Static]:
    """The files that the pages use, by name."""
    return {
        path.name: Static(name=path.name, content=path.read_bytes(), media_type=MEDIA_TYPES[path.suffix])
        for path in sorted((HERE / "static").iterdir())
    }


class Pages:
    """Fills the templates; `secure` where the address people open is https, `mark_of` gives what the forms carry."""

    def __init__(self, words: Words, *, secure: bool, mark_of: Callable[[str], str]) -> None:
        self._words = words
        self._secure = secure
        self._mark_of = mark_of
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {
            "base": BASE,
            "languages": LANGUAGES,
            "language_name": language_name,
            "static": {name: f"{BASE}/static/{name}?v={one.version}" for name, one in static_files().items()},
        }

    def say(self, language: str, key: str, **params: Param) -> str:
        """The console's words under a key."""
        return self._words.text(language, f"console.{key}", params)

    def render(self, visit: Visit, template: str, *, status: int = 200, **context: object) -> Response:
        """A page for a visitor."""
        language = visit.language

        def say(key: str, **params: Param) -> str:
            return self.say(language, key, **params)

        def moment(instant: datetime) -> str:
            return say("moment", day=day(day_of(instant)), hour=hour_in_words(language, instant))

        def day(one: date) -> str:
            return day_in_words(language, one, day_of(visit.now))

        text = self._environment.get_template(f"{template}.html").render(
            visit=visit, mark=self._mark_of(visit.token), say=say, moment=moment, day=day, **context
        )
        response = HTMLResponse(text, status_code=status, headers={"content-language": language})
        if visit.fresh:
            self.give_token(response, visit.token)
        return response

    def redirect(self, path: str) -> Response:
        """Sends to another page of the console, to be read by GET."""
        return RedirectResponse(f"{BASE}{path}", status_code=303)

    def give_token(self, response: Response, token: str) -> None:
        """The browser holds this token from now on, for the console alone, out of reach of scripts."""
        response.set_cookie(TOKEN_COOKIE, token, path=BASE, httponly=True, samesite="lax", secure=self._secure)

    def take_token(self, response: Response) -> None:
        """The browser forgets its token."""
        response.delete_cookie(TOKEN_COOKIE, path=BASE, httponly=True, samesite="lax", secure=self._secure)

    def give_language(self, response: Response, language: str) -> None:
        """The browser asks for this language from now on."""
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=31_536_000,
            path=BASE,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
