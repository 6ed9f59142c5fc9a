"""The conversation in a terminal, on the same database as the server."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from uuid import uuid4

import click

from bot.channels.terminal import Terminal
from bot.commands.house import the_house
from bot.conversation.words import LANGUAGES

PROMPT = "> "


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="The language to begin in (French unless said).")
@click.option("--as", "name", metavar="NAME", help="Come back later under the same name: what was said is kept.")
def chat(language: str | None, name: str | None) -> None:
    """The same conversation in a terminal, on the same database as the server.

    Type an answer, its number or its label; Ctrl-D leaves. Without a terminal, one line read is one message.
    """
    with the_house() as house:
        width = shutil.get_terminal_size((80, 24)).columns
        terminal = Terminal(house=house, width=width, address=name or uuid4().hex)
        click.echo(terminal.begin(language))
        for line in _lines():
            click.echo(f"\n{terminal.answer(line)}")


def _lines() -> Iterator[str]:
    """Each line typed, until there are no more."""
    if not sys.stdin.isatty():
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    import readline  # noqa: F401 gives input() the arrows and the history

    while True:
        try:
            yield input(f"\n{PROMPT}")
        except EOFError:
            click.echo(err=True)
            return
