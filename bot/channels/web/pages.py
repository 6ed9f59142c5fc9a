"""Pages: templates filled with words in the reader's language, under headers that let nothing in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.web.files import HERE
from bot.conversation.words import LANGUAGES, Param, Words
from bot.problem_documents import preferred_language

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
PUBLIC = {"cache-control": "no-cache", "vary": "Accept-Language"}
PERSONAL = {"cache-control": "no-store"}
NAMES = {"fr": "Français", "en": "English", "es": "Español"}
"""Each language in its own words, as one looks for it."""


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Makes pages; `operator` is the name of whoever runs the service, `address` where people open it."""

    words: Words
    operator: str
    address: str
    templates: Environment = field(default_factory=_templates)

    def page(
        self,
        template: str,
        language: str,
        values: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] = PUBLIC,
    ) -> Response:
        """A page in a language."""

        def say(key: str, **params: Param) -> str:
            return self.words.text(language, f"pages.{key}", {"operator": self.operator, **params})

        content = self.templates.get_template(template).render(
            say=say, language=language, languages=NAMES, address=self.address, **(values or {})
        )
        return HTMLResponse(content, status, {**HEADERS, "content-language": language, **headers})

    def routes(self) -> list[Route]:
        """The pages about the service: the one to show, and the one that says how to add it to a site."""
        return [self._route("/", "demo.html"), self._route("/embed", "embed.html")]

    def _route(self, path: str, template: str) -> Route:
        async def answer(request: Request) -> Response:
            return self.page(template, wished_language(request))

        return Route(path, answer)


def wished_language(request: Request) -> str:
    """The language that the address names, else the one that the browser prefers."""
    named = request.query_params.get("lang", "")
    return named if named in LANGUAGES else preferred_language(request.headers.get("accept-language"))
