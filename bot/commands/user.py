"""Staff accounts: who may sign in to the console."""

from __future__ import annotations

import json
import sys

import click

from bot.commands.house import the_store
from bot.service.turn import utc_now

ROLES = ("operator", "counsellor")


@click.group()
def user() -> None:
    """Staff accounts: who may sign in to the console."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="As colleagues read it in a referral's history.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
@click.option("--organization", help="The id of a counsellor's organisation in bot/knowledge/directory.yml.")
def add(login: str, name: str, role: str, organization: str | None) -> None:
    """Make an account. The password is asked twice, or is the first line of standard input; never an argument.

    An operator sees what is held and confirms contacts; a counsellor sees what was sent to their organisation.
    """
    from bot.console import staff
    from bot.loading.knowledge import load_knowledge

    directory = load_knowledge().directory
    with the_store() as store:
        made = staff.add(
            store,
            directory,
            login=login,
            name=name,
            role=staff.Role(role),
            organization=organization,
            password=_password(),
            now=utc_now(),
        )
    click.echo(f"{made.name} may sign in as {made.login}, as {made.role}.", err=True)


@user.command("list")
def list_all() -> None:
    """Every account, one a line in JSON."""
    from bot.console import staff

    with the_store() as store:
        now = utc_now()
        for row in staff.listed(store):
            state = (
                "disabled" if row.disabled_at else "locked" if row.locked_until and now < row.locked_until else "active"
            )
            told = {
                "login": row.login,
                "name": row.name,
                "role": row.role,
                "organization": row.organization,
                "state": state,
                "created_at": row.created_at.isoformat(),
            }
            click.echo(json.dumps(told, ensure_ascii=False))


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """End an account; its sessions end at once. What it did stays in the history."""
    from bot.console import staff

    with the_store() as store:
        staff.disable(store, login, utc_now())
    click.echo(f"{staff.read_login(login)} can't sign in any more.", err=True)


@user.command("password")
@click.argument("login")
def another_password(login: str) -> None:
    """Give another password, asked twice or the first line of standard input; open sessions end, a lock is lifted."""
    from bot.console import staff

    with the_store() as store:
        staff.renew(store, login, _password(), utc_now())
    click.echo(f"{staff.read_login(login)} signs in with the new password.", err=True)


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")
