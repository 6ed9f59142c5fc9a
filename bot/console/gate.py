"""The gate of the console: every page goes through it, and none is shown to whoever may not see it.

It finds whose session it is, refuses a form that these pages did not show, and answers what goes wrong with a page in words.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console.forms import FormError, read_form
from bot.console.pages import BASE, FORM_MARK, HEADERS, LANGUAGE_COOKIE, TOKEN_COOKIE, Pages, Visit
from bot.console.sessions import Sessions, new_token
from bot.console.staff import Role
from bot.conversation.words import LANGUAGES
from bot.service.discretion import told
from bot.service.turn import Clock

_logger = logging.getLogger(__name__)

Handler = Callable[[Request, Visit], Awaitable[Response]]
ANYONE: Final[frozenset[Role]] = frozenset()
STAFF: Final = frozenset(Role)
OPERATORS: Final = frozenset({Role.OPERATOR})
COUNSELLORS: Final = frozenset({Role.COUNSELLOR})
SIGNED_OUT = "/?ended=yes"


class RefusedError(Exception):
    """A page can't be shown: the status, and the words under `errors.<name>`."""

    def __init__(self, status: int, name: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.name, self.headers = status, name, headers or {}
        super().__init__(name)


def not_found() -> RefusedError:
    """There is no such page, or none for this visitor: which of the two can't be told."""
    return RefusedError(404, "not_found")


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Lets visitors through to the pages."""

    sessions: Sessions
    pages: Pages
    clock: Clock

    def page(self, path: str, handler: Handler, *, roles: frozenset[Role]) -> Route:
        """A page that these roles may read (`ANYONE`: without signing in)."""
        return Route(path, self._through(handler, roles), methods=["GET"])

    def action(self, path: str, handler: Handler, *, roles: frozenset[Role]) -> Route:
        """A form that these roles may send."""
        return Route(path, self._through(handler, roles), methods=["POST"])

    async def answer_http(self, request: Request, error: Exception) -> Response:
        """The page for an address that isn't there, or that takes no such method."""
        refused = not_found()
        if isinstance(error, HTTPException) and error.status_code == 405:
            refused = RefusedError(405, "wrong_method", error.headers)

        async def refuse(_request: Request, _visit: Visit) -> Response:
            raise refused

        return await self._through(refuse, ANYONE, forms=False)(request)

    def _through(
        self, handler: Handler, roles: frozenset[Role], *, forms: bool = True
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            visit = self._stranger(request)
            try:
                visit = await self._visit(request, visit)
                if forms and request.method == "POST":
                    visit = replace(visit, form=await self._form(request, visit))
                response = await self._let_in(request, visit, handler, roles)
            except RefusedError as refused:
                response = self._refusal(visit, refused)
            except SQLAlchemyError as error:
                _logger.error("the console can't reach the database: %s", told(error))
                response = self._refusal(visit, RefusedError(503, "unavailable", {"retry-after": "2"}))
            except Exception as error:  # noqa: BLE001 whoever works here reads a page, and the log quotes nobody
                _logger.error("a page of the console failed: %s", told(error))
                response = self._refusal(visit, RefusedError(500, "internal"))
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return endpoint

    def _stranger(self, request: Request) -> Visit:
        """The visitor before anything is looked up."""
        held = request.cookies.get(TOKEN_COOKIE, "")
        language = request.cookies.get(LANGUAGE_COOKIE, "")
        return Visit(
            token=held or new_token(),
            fresh=not held,
            staff=None,
            language=language if language in LANGUAGES else LANGUAGES[0],
            now=self.clock(),
            path=_page_of(request),
        )

    async def _visit(self, request: Request, visit: Visit) -> Visit:
        return visit if visit.fresh else replace(visit, staff=await self.sessions.of(visit.token, visit.now))

    async def _form(self, request: Request, visit: Visit) -> Mapping[str, str]:
        try:
            form = await read_form(request)
        except FormError:
            raise RefusedError(413, "not_a_form") from None
        if visit.fresh or not self.sessions.is_form_mark(visit.token, form.get(FORM_MARK, "")):
            raise RefusedError(403, "old_form")
        return form

    async def _let_in(self, request: Request, visit: Visit, handler: Handler, roles: frozenset[Role]) -> Response:
        if roles:
            if visit.staff is None:
                return self.pages.redirect("/" if visit.fresh else SIGNED_OUT)
            if visit.staff.role not in roles:
                raise not_found()
        return await handler(request, visit)

    def _refusal(self, visit: Visit, refused: RefusedError) -> Response:
        response = self.pages.render(visit, "error", status=refused.status, name=refused.name)
        response.headers.update(refused.headers)
        return response


def _page_of(request: Request) -> str:
    """The page to come back to: the one asked for, or for a form the one above it."""
    path = request.url.path.removeprefix(BASE) or "/"
    return path if request.method in ("GET", "HEAD") else path.rpartition("/")[0] or "/"
