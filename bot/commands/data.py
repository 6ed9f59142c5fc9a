"""A person's data, retention and the backup, from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from bot.commands.house import the_store
from bot.service import data_rights
from bot.service.turn import utc_now


@click.group()
def data() -> None:
    """What is kept about people. Each use is noted in the audit log.

    ID is a person's number, a referral's reference, or a channel and an address such as terminal:NAME.
    """


@data.command()
@click.argument("person", metavar="ID")
def export(person: str) -> None:
    """Everything kept about a person, as JSON."""
    with the_store() as store:
        found = data_rights.export(store, data_rights.find_person(store, person))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@data.command()
@click.argument("person", metavar="ID")
@click.option("--yes", "sure", is_flag=True, help="Don't ask whether you are sure.")
def erase(person: str, *, sure: bool) -> None:
    """Erase a person at once: it can't be undone."""
    with the_store() as store:
        number = data_rights.find_person(store, person)
        if not sure:
            click.confirm(f"Erase everything kept about {person}? It can't be undone.", abort=True, err=True)
        data_rights.erase(store, number)
    click.echo(f"Erased: everything that was kept about {person}.", err=True)


@data.command()
def purge() -> None:
    """Erase everything that was kept long enough; the server does it every night. How many of each, as JSON."""
    with the_store() as store:
        done = data_rights.purge(store, utc_now())
    click.echo(json.dumps(asdict(done)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the SQLite database to a new FILE, while it is used. Keep the encryption keys too, elsewhere."""
    with the_store() as store:
        data_rights.backup(store, file)
    click.echo(f"Copied to {file}. The encryption keys are not in it: keep a copy of them elsewhere.", err=True)
