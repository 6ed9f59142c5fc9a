"""Referrals, as their recipients read them."""

from __future__ import annotations

import click

from bot.commands.house import the_store
from bot.referrals.reading import show


@click.group()
def referral() -> None:
    """Referrals, as their recipients read them."""


@referral.command("show")
@click.argument("reference")
def show_one(reference: str) -> None:
    """The summary of a referral, such as ESC-7KQ2-9MXD, as its recipient reads it. The look is noted in the audit log."""
    with the_store() as store:
        click.echo(show(store, reference))
