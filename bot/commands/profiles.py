"""The three policies over lines of JSON: eligibility, readiness, and the organisations proposed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

import click

from bot.advice.fields import Policy
from bot.batch import answer_stream, today_in_montreal
from bot.loading.knowledge import load_knowledge


def _command(name: str, policy: Policy, about: str, example: str) -> click.Command:
    about = f"{about}\n\n{_INPUT}\n\nExample: echo '{example}' | bot {name}"
    return click.Command(name=name, callback=_answering(policy), params=[_file()], help=about)


def _file() -> click.Argument:
    kind = click.File("r", encoding="utf-8", errors="surrogateescape")
    return click.Argument(["file"], type=kind, default="-", metavar="[FILE]")


def _answering(policy: Policy) -> Callable[[TextIO], None]:
    def answer(file: TextIO) -> None:
        status = answer_stream(policy, file, load_knowledge(), today_in_montreal(), sys.stdout, sys.stderr)
        click.get_current_context().exit(status)

    return answer


_INPUT = """FILE holds one profile per line, a JSON object; - or no file reads standard input. A line that can't be answered
is told on standard error with its number, the others are still answered, and the exit status is 1."""

screen = _command(
    "screen",
    Policy.SCREEN,
    "The verdict of each programme, with reasons, sources and what would change it.",
    '{"status": "permanent_resident", "residence": "rmm"}',
)
assess = _command(
    "assess",
    Policy.ASSESS,
    "How ready a departure is: the colour of each theme, and what to do next.",
    '{"partner": "agrees", "partner_plan": "by_choice"}',
)
route = _command(
    "route",
    Policy.ROUTE,
    "The organisations proposed, the reasons for each, and the next step.",
    '{"status": "permanent_resident", "destination": "Rimouski"}',
)
