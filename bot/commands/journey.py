"""Plays a path through a channel and says what it misses, with the final facts and their digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as File

import click
import httpx

from bot.commands.house import the_house
from bot.conversation.words import LANGUAGES
from bot.journeys.doors import DoorError, RestDoor, TerminalDoor, WebDoor
from bot.journeys.path import Path, read_path
from bot.journeys.player import Door, Player
from bot.journeys.stage import CHANNELS, stage
from bot.settings import SettingsError, read_settings

PATIENCE = 30.0


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=File))
@click.option("--channel", type=click.Choice(CHANNELS), required=True, help="The door to play it through.")
@click.option("--language", type=click.Choice(LANGUAGES), required=True, help="The language to play it in.")
@click.option("--typed", is_flag=True, help="Type each label, misspelled, instead of pressing its button.")
@click.option("--server", metavar="URL", help="A running server, and the database of the settings; its own otherwise.")
def journey(file: File, channel: str, language: str, *, typed: bool, server: str | None) -> None:
    """Play the path of FILE (tests/paths) and check each expectation; what is missed is told on standard error.

    On standard output, as JSON: the path, the channel, the language, the final facts and their digest, the same whatever the
    channel. The exit status is 1 where something was missed.
    """
    path = read_path(file)
    if server and channel == "telegram":
        raise click.UsageError(
            "Telegram is played on a server of its own and a Bot API server beside it, without --server."
        )
    if server and path.moves_the_clock:
        raise click.UsageError("This path moves the clock: it runs on a server of its own, without --server.")
    with _door(channel, path, server) as door:
        played = Player(path=path, language=language, door=door, typing=typed).play()
    for miss in played.misses:
        click.echo(f"{file}: {miss}", err=True)
    result = {"path": path.path, "channel": channel, "language": language, "facts": dict(played.facts)}
    click.echo(json.dumps({**result, "digest": played.digest}, ensure_ascii=False))
    click.get_current_context().exit(1 if played.misses else 0)


@contextmanager
def _door(channel: str, path: Path, server: str | None) -> Iterator[Door]:
    if server is None:
        with stage(served=channel in ("rest", "web"), telegram=channel == "telegram") as own:
            yield own.door(channel, path)
        return
    with the_house() as house:
        if channel == "terminal":
            yield TerminalDoor(house=house)
            return
        token = read_settings().rest_token
        if channel == "rest" and not token:
            raise SettingsError("ESCALE_REST_TOKEN is empty: set it to the token of the running server.")
        try:
            with httpx.Client(timeout=PATIENCE) as client:
                address = server.rstrip("/")
                if channel == "web":
                    yield WebDoor(server=address, house=house, client=client)
                else:
                    yield RestDoor(server=address, token=token, house=house, client=client)
        except httpx.HTTPError as error:
            raise DoorError(
                f"The server {server} can't be reached ({error}). Check the address, and that it runs."
            ) from None
