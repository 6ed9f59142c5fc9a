"""What people wrote and wasn't understood, kept with their consent: the operator reads it to teach the assistant, and may erase it."""

from __future__ import annotations

from asyncio import wrap_future
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.console.desk import case_number, signed_in
from bot.console.gate import OPERATORS, Gate
from bot.console.pages import Visit
from bot.conversation.words import LANGUAGES
from bot.service.unread import Same, erase_same, grouped
from bot.store import audit_log
from bot.store.store import Store


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The sentences of a store."""

    gate: Gate
    store: Store

    def routes(self) -> tuple[Route, ...]:
        """The routes."""
        return (
            self.gate.page("/unread", self.listed, roles=OPERATORS),
            self.gate.action("/unread/{number}/erase", self.erase, roles=OPERATORS),
        )

    async def listed(self, request: Request, visit: Visit) -> Response:
        """Every sentence by language, the newest first; each look is in the audit log."""

        def look(connection: Connection) -> tuple[Same, ...]:
            _note(connection, visit, "unread_read", "unread")
            return grouped(connection, self.store.sealer)

        found = await wrap_future(self.store.write(look))
        by_language = {language: [one for one in found if one.sentence.language == language] for language in LANGUAGES}
        erased = request.query_params.get("done") == "erased"
        return self.gate.pages.render(visit, "unread", by_language=by_language, found=found, erased=erased)

    async def erase(self, request: Request, visit: Visit) -> Response:
        """Erases a sentence and those of the same text; one already gone is as well erased."""
        number = case_number(request)

        def work(connection: Connection) -> None:
            if erase_same(connection, self.store.sealer, number):
                _note(connection, visit, "unread_erased", f"unread:{number}")

        await wrap_future(self.store.write(work))
        return self.gate.pages.redirect("/unread?done=erased")


def _note(connection: Connection, visit: Visit, action: str, subject: str) -> None:
    who = signed_in(visit)
    audit_log.note(connection, at=visit.now, actor=f"{who.role}:{who.id}", action=action, subject=subject)
