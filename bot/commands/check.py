"""`bot check`: every problem of the flows, the words, the facts, the knowledge and the translations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import click

from bot.batch import today_in_montreal
from bot.checking.everything import check as check_all
from bot.checking.everything import in_order, near
from bot.checking.material import Material, Sources
from bot.loading.examples import NLU
from bot.loading.problems import Problem


@click.command()
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to check for (YYYY-MM-DD); today unless said.",
)
@click.option(
    "--against",
    metavar="DATABASE",
    help="Also say how many conversations stand on what is gone: a SQLite file, or a URL.",
)
def check(on: datetime | None, against: str | None) -> None:
    """Check the flows, the words, the facts, the knowledge and the translations.

    Every problem has its file, line and remedy, one a line on standard output. The exit status is 1 where there is one;
    warnings alone leave it at 0.
    """
    day: date = on.date() if on else today_in_montreal()
    material, found = check_all(Sources(nlu=NLU), day)
    if against and material:
        found = in_order((*found, *_standing(material, against)))
    for problem in found:
        click.echo(str(replace(problem, path=near(problem.path))))
    click.echo(_summary(material, found), err=True)
    if against and not material:
        click.echo("Put the problems right first: the database was not looked at.", err=True)
    click.get_current_context().exit(1 if any(not one.warning for one in found) else 0)


def _standing(material: Material, database: str) -> Sequence[Problem]:
    from bot.checking import standing
    from bot.settings import encryption_keys, read_settings
    from bot.store.sealing import Sealer

    return tuple(standing.problems(material, database, Sealer(encryption_keys(read_settings()).keys)))


def _summary(material: Material | None, found: Sequence[Problem]) -> str:
    warnings = sum(one.warning for one in found)
    errors = len(found) - warnings
    if material is None:
        return f"{_many(errors, 'problem')}. The rest is checked once these files can be read."
    if found:
        return f"{_many(errors, 'problem')}, {_many(warnings, 'warning')}."
    words = sum(len(texts) for texts in material.words.texts.values())
    return f"All is good: {len(material.script.flows)} flows, {len(material.script.vocabulary)} facts, {words} words."


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
