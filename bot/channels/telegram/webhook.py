"""The address Telegram sends updates to: only with the secret, each recorded before it is acknowledged."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.json_bodies import read_object
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.parsing import parse
from bot.problem_documents import ProblemError

PATH = "/telegram/webhook"
SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 the name of a header


def webhook_route(secret: str, intake: Callable[[], Intake | None]) -> Route:
    """The route; `intake` gives what takes updates in, None while the server starts or stops.

    Without the secret the address is as unknown as any other. Where the database can't be written the answer is 503, and
    Telegram sends the update again.
    """

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET, "")
        if not hmac.compare_digest(secret.encode(), given.encode("utf-8", "surrogatepass")):
            raise ProblemError(403, "not_found")
        taking = intake()
        if taking is None:
            raise ProblemError(503, "unavailable")
        update = parse(await read_object(request))
        if update:  # one that can't be read is acknowledged: Telegram would send it for ever
            await taking.take([update])
        return Response(status_code=200)

    return Route(PATH, receive, methods=["POST"])
