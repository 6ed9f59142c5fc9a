"""`/chat`: the same conversation without JavaScript. Forms are posted, then the page is read again.

The token lives in a cookie that no script reads and no other site sends; each form carries a mark made from it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID, uuid4, uuid5

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.json_bodies import read_body
from bot.channels.web.conversations import Conversations, pressed, typed
from bot.channels.web.pages import HEADERS, PERSONAL, Pages, wished_language
from bot.channels.web.prose import blocks
from bot.channels.web.tokens import Tokens
from bot.conversation.replies import Reply, Role
from bot.conversation.words import LANGUAGES
from bot.service.history import Entry, History, Said, Told
from bot.service.people import EndedError

PATH = "/chat"
COOKIE = "escale_chat"
LATEST = f"{PATH}#new"
"""Where the page is read again from: what was just said."""
COMMANDS = {"restart": "commands.restart", "person": "commands.talk_to_counsellor"}
"""What the menu types for a person, by the words that they could type themselves."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An entry as the page shows it: `mine` is what the person said; `live` where its buttons can be pressed; `chosen` is
    the label of the one that was."""

    entry: Entry
    latest: bool = False
    live: bool = False
    chosen: str = ""

    @property
    def mine(self) -> str:
        """What the person said, empty for a reply."""
        return self.entry.text if isinstance(self.entry, Said) else ""

    @property
    def reply(self) -> Reply | None:
        """The reply, None for what the person said."""
        return self.entry.reply if isinstance(self.entry, Told) else None


@dataclass(frozen=True, kw_only=True)
class ChatPage:
    """The page and its forms, over the conversations of a house; `secure` where people open it over https."""

    tokens: Tokens
    conversations: Conversations
    pages: Pages
    secure: bool

    def routes(self) -> list[Route]:
        """The page, and what its forms are sent to."""
        return [Route(PATH, self.read, methods=["GET"]), Route(PATH, self.write, methods=["POST"])]

    async def read(self, request: Request) -> Response:
        """The conversation so far, or how to begin it."""
        token = request.cookies.get(COOKIE, "")
        address = self.tokens.address(token)
        if address is None and request.headers.get("sec-fetch-site") == "cross-site":
            return self.pages.page("again.html", wished_language(request), headers=PERSONAL)
        history = await self._history(address)
        if address is None or history is None:
            token, history = self.tokens.issue(), History()
        language = history.language or wished_language(request)
        ended = history.point is None and "ended" in request.query_params
        values = {
            "shown": shown(history),
            "mark": self.tokens.form_mark(token),
            "id": str(uuid4()),
            "ended": ended,
            "blocks": blocks,
            "answer": Role.ANSWER,
        }
        response = self.pages.page("chat.html", language, values, headers=PERSONAL)
        if token != request.cookies.get(COOKIE):
            self._keep(response, token)
        return response

    async def write(self, request: Request) -> Response:
        """Takes what a form sends, then has the page read again."""
        token = request.cookies.get(COOKIE, "")
        address = self.tokens.address(token)
        form = dict(parse_qsl((await read_body(request)).decode("utf-8", "replace"), keep_blank_values=True))
        if address is None or not self._ours(request, form, token):
            return self.pages.page("refused.html", wished_language(request), status=403, headers=PERSONAL)
        if form.get("do") == "erase":
            history = await self._history(address)
            await self.conversations.erase(address)
            spoken = (history and history.language) or wished_language(request)
            return self._forget(_again(f"{PATH}?ended&lang={spoken}"))
        try:
            await self._take(address, form)
        except EndedError:
            return self._forget(_again(PATH))
        return _again(LATEST)

    async def _take(self, address: str, form: Mapping[str, str]) -> None:
        payload, text = form.get("payload"), form.get("text", "")
        command = COMMANDS.get(form.get("do", ""))
        if command:
            text = await self._typed_for(address, command)
        message, content = typed(text) if payload is None else pressed(payload)
        await self.conversations.take(address, message, content, str(uuid5(_uuid(form.get("id", "")), content)))

    async def _typed_for(self, address: str, command: str) -> str:
        """The first of the words that stand for a command in the conversation's language."""
        history = await self.conversations.read(address, 0)
        return self.pages.words.synonyms(history.language or LANGUAGES[0], command)[0]

    async def _history(self, address: str | None) -> History | None:
        """What was said at an address; None where it ended, or where there is none."""
        if address is None:
            return None
        try:
            return await self.conversations.read(address, 0)
        except EndedError:
            return None

    def _ours(self, request: Request, form: Mapping[str, str], token: str) -> bool:
        """Whether a form comes from our page, read with this very token."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        return hmac.compare_digest(form.get("mark", "").encode(), self.tokens.form_mark(token).encode())

    def _keep(self, response: Response, token: str) -> None:
        response.set_cookie(COOKIE, token, path=PATH, secure=self.secure, httponly=True, samesite="strict")

    def _forget(self, response: Response) -> Response:
        response.delete_cookie(COOKIE, path=PATH, secure=self.secure, httponly=True, samesite="strict")
        return response


def shown(history: History) -> tuple[Shown, ...]:
    """The entries as the page shows them: the buttons of the last question can be pressed, of the others one sees which
    was."""
    entries = history.entries
    asked = [at for at, entry in enumerate(entries) if isinstance(entry, Told) and entry.reply.options]
    last_said = max((at for at, entry in enumerate(entries) if isinstance(entry, Said)), default=0)
    answers = {
        at: next((entry.text for entry in entries[at:following] if isinstance(entry, Said)), "")
        for at, following in zip(asked, [*asked[1:], len(entries)], strict=False)
    }
    return tuple(
        Shown(
            entry=entry,
            latest=at == last_said,
            live=bool(asked) and at == asked[-1],
            chosen=answers.get(at, ""),
        )
        for at, entry in enumerate(entries)
    )


def _again(where: str) -> Response:
    return RedirectResponse(where, status_code=303, headers={**HEADERS, **PERSONAL})


def _uuid(written: str) -> UUID:
    """The id that the page was made with: sent twice, a form is taken once."""
    try:
        return UUID(written)
    except ValueError:
        return uuid4()
