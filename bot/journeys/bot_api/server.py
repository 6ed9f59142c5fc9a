"""The HTTP of the Bot API: `/bot<token>/<method>`, long polling, and updates sent to the webhook until it takes them."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.errors import EscaleError
from bot.journeys.bot_api.console import console_routes
from bot.journeys.bot_api.methods import METHODS, ApiError, Params, decoded, updates
from bot.journeys.bot_api.world import Call, Failure, Json, World

STARTING = 10.0
AGAIN_AFTER = 0.2
LONGEST_POLL = 50.0
LOOK_EVERY = 0.2


class BotApiError(EscaleError):
    """The loopback Bot API server did not start; the message says why."""


def bot_api(world: World) -> Starlette:
    """The server of a world."""

    @asynccontextmanager
    async def delivering(_app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            task = asyncio.create_task(_Delivery(world=world, client=client).run())
            yield
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def method(request: Request) -> Response:
        return await _Calls(world=world).take(request)

    routes = [
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
        *console_routes(world),
    ]
    return Starlette(routes=routes, lifespan=delivering)


@dataclass(frozen=True, kw_only=True)
class _Calls:
    """Answers the calls of a bot."""

    world: World

    async def take(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != self.world.token:
            return _refusal(ApiError(401, "Unauthorized"))
        params: Params = {}
        failure = self.world.failure_of(method)
        try:
            params = decoded(await _fields(request))
            if failure and failure.drops and not failure.done:
                return _Dropped()
            if failure and not failure.drops:
                raise ApiError(failure.code, failure.description, failure.parameters)
            result = await self._result(method, params, request)
        except ApiError as error:
            self._note(method, params, error.code, error.description)
            return _refusal(error)
        self._note(method, params, 200, result)
        return _Dropped() if failure else JSONResponse({"ok": True, "result": result})

    async def _result(self, method: str, params: Params, request: Request) -> Any:
        if method == "getUpdates":
            return await self._updates(params, request)
        if method not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        with self.world.lock:
            return METHODS[method](self.world, params)

    async def _updates(self, params: Params, request: Request) -> list[Json]:
        """What waits, or what comes before the time is up; a later question for updates ends this one."""
        until = time.monotonic() + min(float(params.get("timeout", 0)), LONGEST_POLL)
        mine = self.world.begin_to_ask()
        while True:
            if self.world.asked != mine:
                raise ApiError(
                    409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs"
                )
            found = updates(self.world, params)
            left = until - time.monotonic()
            if found or left <= 0 or await request.is_disconnected():
                return found
            await self.world.something_new(min(left, LOOK_EVERY))

    def _note(self, method: str, params: Params, status: int, result: Any) -> None:
        with self.world.lock:
            self.world.calls.append(Call(method=method, params=params, status=status, result=result))


@dataclass(kw_only=True)
class _Delivery:
    """Sends updates to the webhook, one after the other, each until it is taken."""

    world: World
    client: httpx.AsyncClient
    _seen: set[int] = field(default_factory=set)

    async def run(self) -> None:
        while True:
            if not self.world.webhook.url:
                await asyncio.sleep(0.02)
                continue
            await self.world.something_new(0.5)
            for update in self.world.undelivered(limit=1):
                await self._deliver(update)

    async def _deliver(self, update: Json) -> None:
        number = update["update_id"]
        again, taken = number in self._seen, False
        with suppress(httpx.HTTPError):
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.world.webhook.secret}
            answer = await self.client.post(self.world.webhook.url, json=update, headers=headers)
            taken = answer.is_success
        if taken:
            self._seen.add(number)
            self.world.delivered(update)
            return
        self.world.refused_deliveries += 1
        if again:
            self.world.redelivered_again(update)
        await asyncio.sleep(AGAIN_AFTER)


async def _fields(request: Request) -> dict[str, Any]:
    """The fields of a call, whatever way they are sent; of a file, its name and the number of its bytes."""
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.json()
        return dict(body) if isinstance(body, dict) else {}
    fields: dict[str, Any] = dict(request.query_params)
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                fields[name] = f"attach://{len(await value.read())}"
                fields[f"{name}_name"] = value.filename or "file"
            else:
                fields[name] = value
    return fields


def _refusal(error: ApiError) -> Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.code)


class _Dropped(Response):
    """Begins to answer, then the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": json.dumps({"ok": True}).encode(), "more_body": True})


def too_many(seconds: int) -> Failure:
    """Telegram's answer to a bot that writes too fast."""
    return Failure(
        code=429, description=f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds}
    )


@contextmanager
def bot_api_served(world: World, *, port: int = 0) -> Iterator[str]:
    """The server in a thread, on the loopback; gives its address."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        config = uvicorn.Config(bot_api(world), access_log=False, log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="escale-bot-api", daemon=True)
        thread.start()
        until = time.monotonic() + STARTING
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise BotApiError("The loopback Bot API server did not start. Is its port free?")
            time.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
