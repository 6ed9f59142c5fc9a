"""The words and their translations, from the command line."""

from __future__ import annotations

import click

from bot.checking.translations import LOCK, confirm
from bot.checking.wordbook import TRANSLATED, read_wordbook
from bot.loading.script import CONTENT


@click.group()
def words() -> None:
    """The words that people read, and their translations."""


@words.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--language", "languages", type=click.Choice(TRANSLATED), multiple=True, help="Only this translation.")
def lock(keys: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Confirm translations against today's French, once they were reread.

    All of them, or those of each KEY, such as welcome.says.hello. `bot check` says which French changed since.
    """
    changed = confirm(read_wordbook(CONTENT), languages or TRANSLATED, keys)
    click.echo(f"{changed} confirmed in {CONTENT.name}/{LOCK}.", err=True)
