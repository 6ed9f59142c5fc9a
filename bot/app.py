"""The web application: the doors over HTTP, liveness, readiness, metrics, and the list of addresses."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels import rest
from bot.channels.door import Door
from bot.channels.policies_api import Policy, policies_api
from bot.channels.rest import rest_channel
from bot.channels.web.web_door import web_door
from bot.console.door import console_door
from bot.conversation.words import Words
from bot.house import open_house, policies_of
from bot.problem_documents import ProblemError, document, preferred_language
from bot.service.discretion import told
from bot.service.house import House
from bot.settings import Settings, read_settings

_logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """The application of these settings, everything open; raises `EscaleError` where it can't be."""
    house = open_house(settings)
    return build_app(house, settings.rest_token, policies_of(house), doors_of(house, settings))


def doors_of(house: House, settings: Settings) -> tuple[Door, ...]:
    """The doors that these settings open, besides REST."""
    return (web_door(house, settings), _telegram(house, settings), console_door(house, settings))


def _telegram(house: House, settings: Settings) -> Door:
    """Telegram's door, read only where a token opens it."""
    if not settings.telegram_token:
        return Door(parts={"poller": lambda: "off"})
    from bot.channels.telegram.door import telegram_door

    return telegram_door(house, settings)


def app_from_environment() -> FastAPI:
    """The application of this process's environment, for a server that starts several."""
    return create_app(read_settings())


def build_app(house: House, rest_token: str, policies: Mapping[str, Policy], doors: Sequence[Door] = ()) -> FastAPI:
    """The application over a house that is open; it closes it at the end."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if house.runner:
            house.runner.start()
        async with AsyncExitStack() as running:
            for door in doors:
                if door.running:
                    await running.enter_async_context(door.running())
            yield
        house.close()

    app = FastAPI(title="Escale", lifespan=lifespan, docs_url=None, redoc_url=None, default_response_class=JSONResponse)
    app.router.routes.append(rest_channel(house.turns, rest_token))
    app.include_router(policies_api(policies))
    for door in doors:
        app.router.routes.extend(door.routes)
    _add_watching(app, house, {name: part for door in doors for name, part in door.parts.items()})
    _add_docs(app, {rest.PATH: rest.OPENAPI, **{path: one for door in doors for path, one in door.described.items()}})
    _add_problems(app, house.heart.script.words)
    return app


async def _state_of_the_model(house: House) -> str:
    """`off`, `ok`, or `unreachable`: asked for a word where it hasn't answered yet, so that nobody is sent to one still starting."""
    if house.model is None:
        return "off"
    answers = house.model.answers or await run_in_threadpool(house.model.is_there)
    return "ok" if answers else "unreachable"


def _add_watching(app: FastAPI, house: House, others: Mapping[str, Callable[[], str]]) -> None:
    @app.get("/healthz", summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", summary="Each part that answering needs")
    async def readyz() -> Response:
        database = await house.ready()
        parts = {
            "database": "ok" if database else "unreachable",
            "jobs": "ok" if house.runner else "off",
            "nlu": await _state_of_the_model(house),
            **{name: part() for name, part in others.items()},
        }
        return JSONResponse(parts, status_code=200 if database else 503)

    @app.get("/metrics", summary="Counters for Prometheus")
    async def metrics() -> Response:
        return Response(house.measures.text(), media_type="text/plain; version=0.0.4")


# --- the list of addresses --------------------------------------------------------------------------------------------


def _add_docs(app: FastAPI, plain: Mapping[str, Mapping[str, object]]) -> None:
    """`plain` are the operations of the routes that FastAPI doesn't describe."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        schema = described()
        for path, operations in plain.items():
            schema["paths"].setdefault(path, operations)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        page = _docs_page(app.openapi())
        return HTMLResponse(page, headers={"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"})


def _docs_page(openapi: dict[str, Any]) -> str:
    sections = "".join(
        f"<section><h2>{html.escape(f'{method.upper()} {path}')}</h2><p>{html.escape(operation.get('summary', ''))}</p>"
        f"<pre>{html.escape(json.dumps(operation, indent=1, ensure_ascii=False))}</pre></section>"
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    )
    title = html.escape(openapi["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "pre{overflow:auto;background:#f4f4f4;padding:1rem}</style>"
        f'<h1>{title}</h1><p><a href="/openapi.json">openapi.json</a></p>{sections}</html>'
    )


# --- problems ---------------------------------------------------------------------------------------------------------


def _add_problems(app: FastAPI, words: Words) -> None:
    @app.exception_handler(ProblemError)
    async def problem(request: Request, error: ProblemError) -> Response:
        return _answer(request, error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "")
            return _answer(request, ProblemError(405, "wrong_method", {"accepted": allowed}), {"allow": allowed})
        return _answer(request, ProblemError(error.status_code, "not_found"))

    @app.exception_handler(SQLAlchemyError)
    async def database(request: Request, error: SQLAlchemyError) -> Response:
        _logger.error("the database can't be written: %s", told(error))
        return _answer(request, ProblemError(503, "unavailable"), {"retry-after": "2"})

    def _answer(request: Request, error: ProblemError, headers: Mapping[str, str] | None = None) -> Response:
        return document(error, words, preferred_language(request.headers.get("accept-language")), headers)

    app.add_middleware(_Discreet, answer=partial(document, ProblemError(500, "internal"), words))


class _Discreet:
    """Turns an unforeseen error into a problem document and a log line that quotes nobody."""

    def __init__(self, app: ASGIApp, answer: Any) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return  # a phone lost its network halfway through a message: nobody is there to answer, and nothing failed
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            _logger.error("%s failed: %s", scope["path"], told(error))
            language = preferred_language(Request(scope).headers.get("accept-language"))
            await self._answer(language)(scope, receive, send)


def serve(settings: Settings) -> None:
    """Serves until it is stopped; raises `EscaleError` where it can't start."""
    if settings.workers > 1:
        _run("bot.app:app_from_environment", settings, factory=True, workers=settings.workers)
    else:
        run(create_app(settings), settings)


def run(app: FastAPI, settings: Settings) -> None:
    """Serves this application until it is stopped."""
    _run(app, settings)


LAST_ANSWERS = 5
"""Seconds that whoever is being answered has left when the server is asked to stop."""


def _run(app: FastAPI | str, settings: Settings, **options: Any) -> None:
    import uvicorn

    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=LAST_ANSWERS,
        **options,
    )
