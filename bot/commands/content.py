"""What is asserted to people, with its source: for whoever checks it."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import click

from bot.checking.claims import claims as list_claims
from bot.loading.knowledge import load_knowledge
from bot.loading.script import load_script


@click.group()
def content() -> None:
    """What is asserted to people."""


@content.command()
@click.option("--sample", type=click.IntRange(min=1), help="Only so many of them, drawn at random.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same claims.")
def claims(sample: int | None, seed: int) -> None:
    """Figures and rules stated to people, each with its source and the day it was checked: a line of JSON each."""
    found = list(list_claims(load_knowledge(), load_script().words))
    if sample is not None and sample < len(found):
        found = Random(seed).sample(found, sample)  # noqa: S311 a sample to read, not a secret
    for claim in found:
        click.echo(json.dumps(asdict(claim), ensure_ascii=False, default=str))
