"""Trains the model of intents where what it learns from has changed."""

from __future__ import annotations

import time

import click

from bot.nlu.project import Project
from bot.nlu.training import train as train_model


@click.command()
@click.option("--anew", is_flag=True, help="Train even if nothing has changed.")
def train(*, anew: bool) -> None:
    """Train the model of intents if its messages, its pipeline or the names of places have changed."""
    project = Project()
    click.echo("Looking at what the model learns from…", err=True)
    began = time.monotonic()
    if train_model(project, anew=anew):
        click.echo(f"Trained in {time.monotonic() - began:.0f} s: {project.model}", err=True)
    else:
        click.echo(f"Nothing has changed since {project.model} was trained.", err=True)
