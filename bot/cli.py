"""The command line, `bot`: data on standard output, messages on standard error.

Exit status: 0 done, 1 problems found, 2 bad usage. Each command's module is read only when it runs, so that all start fast.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from bot.errors import EscaleError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("bot.commands.serve:serve", "Everything on one machine, over HTTP."),
    "chat": ("bot.commands.chat:chat", "The same conversation in a terminal."),
    "journey": ("bot.commands.journey:journey", "Play a path through a channel and check what it expects."),
    "screen": ("bot.commands.profiles:screen", "Eligibility: a profile a line in, a result a line out."),
    "assess": ("bot.commands.profiles:assess", "Readiness: a profile a line in, a result a line out."),
    "route": ("bot.commands.profiles:route", "Organisations: a profile a line in, a result a line out."),
    "check": ("bot.commands.check:check", "Flows, words, facts, knowledge and translations: every problem."),
    "flows": ("bot.commands.flows:flows", "Pictures of the flows."),
    "understand": ("bot.commands.understand:understand", "Intent, language, distress and entities of each line."),
    "train": ("bot.commands.train:train", "The model of intents, trained if its data changed."),
    "content": ("bot.commands.content:content", "What is asserted to people, with its source."),
    "words": ("bot.commands.words:words", "The words and their translations."),
    "user": ("bot.commands.user:user", "Staff accounts: who may sign in to the console."),
    "referral": ("bot.commands.referral:referral", "Referrals, as their recipients read them."),
    "data": ("bot.commands.data:data", "What is kept about people: export, erase, purge."),
    "backup": ("bot.commands.data:backup", "Copy the database while it is used."),
}
"""Each command: where it is, and what it does in a line."""

PROBLEMS_FOUND, BAD_USAGE, INTERRUPTED = 1, 2, 130


class Commands(click.Group):
    """The commands, each imported when it is asked for; what goes wrong on purpose is a message, never a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        _write_anything()
        return super().main(*args, **options)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except EscaleError as error:
            click.echo(str(error), err=True)
            ctx.exit(exit_status(error))
        except BrokenPipeError:
            _stop_writing()
            ctx.exit(PROBLEMS_FOUND)
        except (KeyboardInterrupt, EOFError):
            ctx.exit(INTERRUPTED)
        return result


def exit_status(error: EscaleError) -> int:
    """2 where the command was asked in a way that can't be served, else 1."""
    from bot.settings import SettingsError

    return BAD_USAGE if isinstance(error, SettingsError) else PROBLEMS_FOUND


def _stop_writing() -> None:
    """Whoever read standard output has gone: what is left in its buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_anything() -> None:
    """Data is UTF-8 wherever it is piped; a terminal that lacks a character shows its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="escale", prog_name="bot")
def main() -> None:
    """Escale: a trilingual assistant for people new to Québec who wonder whether to settle outside Greater Montréal.

    Settings are environment variables named ESCALE_…; the README lists them.
    """
