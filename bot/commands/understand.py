"""What is understood of each line of a text: its intent, language, distress and what it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from bot.commands.house import the_store
from bot.loading.knowledge import load_knowledge
from bot.loading.script import CONTENT
from bot.nlu.client import RasaClient
from bot.nlu.process import NluProcess
from bot.nlu.project import NluError
from bot.nlu.training import train
from bot.service.turn import utc_now
from bot.service.unread import read_by_command
from bot.settings import read_settings
from bot.understanding.whole import Understanding, Understood

PATIENCE = 10.0


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-", metavar="[FILE]")
@click.option("--unread", "kept", is_flag=True, help="Instead: what people wrote, wasn't understood, and may be kept.")
def understand(file: TextIO, *, kept: bool) -> None:
    """The intent, language, distress and entities of each line of FILE (- or no file: standard input), as JSON, one a line.

    The model runs for as long as the lines last, unless ESCALE_NLU_URL names a server; it is trained first if its data changed.

    With --unread, no file is read: the text, language and day of each sentence kept with consent, the newest first.
    """
    if kept:
        _print_unread()
        return
    with a_running_model() as model:
        understanding = Understanding.load(CONTENT, load_knowledge().places, model)
        for line in file:
            click.echo(json.dumps(_plain(understanding.of(line.rstrip("\r\n"))), ensure_ascii=False))


def _print_unread() -> None:
    with the_store() as store:
        kept = store.run(lambda connection: read_by_command(connection, store.sealer, utc_now()))
    for one in kept:
        line = {"text": one.text, "language": one.language, "day": one.day.isoformat()}
        click.echo(json.dumps(line, ensure_ascii=False))


@contextmanager
def a_running_model() -> Iterator[RasaClient]:
    """A model that answers: the server of the settings, or one that runs until the end, trained first."""
    settings = read_settings()
    if settings.nlu_url:
        yield RasaClient(url=settings.nlu_url, token=settings.nlu_token, budget=PATIENCE)
        return
    process = NluProcess()
    train(process.project)
    process.start()
    try:
        if not process.wait():
            raise NluError("The model of intents did not start in time. Run: bot train --anew")
        yield RasaClient(url=process.url, token=process.token, budget=PATIENCE)
    finally:
        process.stop()


def _plain(said: Understood) -> dict[str, object]:
    return {
        "text": said.text,
        "language": said.language,
        "intent": said.intent,
        "confidence": round(said.confidence, 4),
        "distress": said.distress,
        "entities": [{"entity": one.entity, "value": one.value, "text": one.text} for one in said.entities],
        "alternatives": [{"intent": name, "confidence": round(sure, 4)} for name, sure in said.alternatives],
    }
