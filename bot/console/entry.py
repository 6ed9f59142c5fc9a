"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console.gate import ANYONE, STAFF, Gate
from bot.console.pages import Visit
from bot.conversation.words import LANGUAGES

_PAGE_HERE = re.compile(r"/(?:[a-z_]+(?:/[a-z0-9_]+)*)?", re.ASCII)
HOME = "/referrals"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The way in and out."""

    gate: Gate

    def routes(self) -> tuple[Route, ...]:
        """The routes."""
        return (
            self.gate.page("/", self.show, roles=ANYONE),
            self.gate.action("/sign-in", self.sign_in, roles=ANYONE),
            self.gate.action("/sign-out", self.sign_out, roles=STAFF),
            self.gate.action("/language", self.choose_language, roles=ANYONE),
        )

    async def show(self, request: Request, visit: Visit) -> Response:
        """The form to sign in; whoever is in already goes on to the referrals."""
        pages = self.gate.pages
        if visit.staff:
            return pages.redirect(HOME)
        reason = next((name for name in ("ended", "left") if name in request.query_params), None)
        return pages.render(visit, "sign_in", reason=reason, login="", refused=False)

    async def sign_in(self, _request: Request, visit: Visit) -> Response:
        """Opens a session under a new token, or says that it can't without saying why."""
        login, password = visit.form.get("login", ""), visit.form.get("password", "")
        token = await self.gate.sessions.sign_in(login, password, visit.token, visit.now)
        if token is None:
            return self.gate.pages.render(visit, "sign_in", status=422, reason=None, login=login, refused=True)
        response = self.gate.pages.redirect(HOME)
        self.gate.pages.give_token(response, token)
        return response

    async def sign_out(self, _request: Request, visit: Visit) -> Response:
        """Ends the session."""
        await self.gate.sessions.sign_out(visit.token)
        response = self.gate.pages.redirect("/?left=yes")
        self.gate.pages.take_token(response)
        return response

    async def choose_language(self, _request: Request, visit: Visit) -> Response:
        """Remembers the language, and shows the same page again."""
        back, language = visit.form.get("back", ""), visit.form.get("language", "")
        response = self.gate.pages.redirect(back if _PAGE_HERE.fullmatch(back) else "/")
        if language in LANGUAGES:
            self.gate.pages.give_language(response, language)
        return response
