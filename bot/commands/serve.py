"""The server: everything on one machine, with what to open or type next."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

import bot
from bot.errors import EscaleError
from bot.settings import Settings, read_settings


class PortError(EscaleError):
    """Nothing can listen at this address; the message says what to do."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Where to listen, instead of ESCALE_PORT (8000).")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes; more than one needs PostgreSQL.")
@click.option("--no-nlu", is_flag=True, help="Without the language model: buttons, labels, numbers, places, commands.")
@click.option("--dev", is_flag=True, help="Start again whenever the code, the words, the flows or the pages change.")
def serve(port: int | None, workers: int | None, *, no_nlu: bool, dev: bool) -> None:
    """Everything on one machine, over HTTP, until Ctrl-C."""
    settings = _settings(port, workers)
    _make_sure_it_is_free(settings)
    with nullcontext() if no_nlu or settings.nlu_url else a_model():
        settings = read_settings()
        click.echo(_what_next(settings), err=True)
        if dev:
            _serve_and_reload(settings)
        else:
            from bot.app import serve as serve_app

            serve_app(settings)


LISTENS_WITHIN = 30.0
"""Seconds for which the first people wait outside rather than be told that they aren't understood."""


@contextmanager
def a_model() -> Iterator[None]:
    """A model of intents beside the server, trained first if its data changed; what opens it stands in the environment,
    where other processes read it too. Where Rasa isn't installed the server goes without."""
    from bot.nlu.process import NluProcess
    from bot.nlu.training import train

    process = NluProcess()
    if not process.project.installed():
        click.echo("The model of intents isn't installed (make nlu): going on without it.", err=True)
        yield
        return
    click.echo("Looking whether the model of intents must be trained…", err=True)
    if train(process.project):
        click.echo("The model of intents is trained.", err=True)
    process.start()
    signal.signal(signal.SIGTERM, _leave)
    os.environ |= {"ESCALE_NLU_URL": process.url, "ESCALE_NLU_TOKEN": process.token}
    try:
        if not process.wait(LISTENS_WITHIN):
            click.echo("The model of intents is slow to start: going on without it until it answers.", err=True)
        yield
    finally:
        process.stop()


def _leave(_signal: int, _frame: object) -> None:
    """Ends the program in order: the server, once it has stopped, gives the signal back, and the model must stop too."""
    raise SystemExit(0)


def _settings(port: int | None, workers: int | None) -> Settings:
    """The settings; what the command line says stands in the environment, where other processes read it too."""
    for name, number in (("ESCALE_PORT", port), ("ESCALE_WORKERS", workers)):
        if number is not None:
            os.environ[name] = str(number)
    return read_settings()


def _make_sure_it_is_free(settings: Settings) -> None:
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise PortError(
            f"Nothing can listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another port with --port, or another address with ESCALE_HOST."
        ) from None


def _what_next(settings: Settings) -> str:
    address = f"http://{settings.host}:{settings.port}"
    rest = (
        f"  {address}/webhooks/rest/webhook?token=…  the conversation over REST, with your ESCALE_REST_TOKEN"
        if settings.rest_token
        else "  (REST is closed: set ESCALE_REST_TOKEN to open it)"
    )
    return "\n".join(
        (
            f"Escale listens on {address}. Ctrl-C stops it. Open:",
            f"  {settings.address}/  the page to show, with the conversation in it",
            f"  {settings.address}/chat  the conversation without JavaScript",
            f"  {settings.address}/embed  how to add it to a site",
            f"  {settings.address}/console/  where counsellors and the operator sign in (`{sys.argv[0]} user add` makes accounts)",
            f"  {address}/docs  what can be asked over HTTP",
            rest,
            _telegram(settings),
            f"  {sys.argv[0]} chat  the conversation in another terminal",
        )
    )


def _telegram(settings: Settings) -> str:
    """Whether people can write on Telegram, and how the messages come."""
    if not settings.telegram_token:
        return "  (Telegram is off: set ESCALE_TELEGRAM_TOKEN to the token that @BotFather gives)"
    if not settings.telegram_secret:
        return "  Telegram is on: Escale asks for messages (polling)"
    if not settings.public_url:
        return (
            "  Telegram is on, by webhook, but ESCALE_PUBLIC_URL is empty: set it, or call setWebhook yourself, for "
            "/telegram/webhook"
        )
    return f"  Telegram is on: it sends messages to {settings.public_url}/telegram/webhook"


def _serve_and_reload(settings: Settings) -> None:
    import uvicorn

    uvicorn.run(
        "bot.app:app_from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=True,
        reload_dirs=[str(Path(bot.__file__).parent)],
        reload_includes=["*.py", "*.yml", "*.html", "*.css", "*.js", "*.svg"],
        access_log=False,
        log_level="warning",
    )
