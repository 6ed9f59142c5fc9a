"""Pictures of the flows."""

from __future__ import annotations

import click

from bot.checking.graph import graph as draw
from bot.loading.script import load_script


@click.group()
def flows() -> None:
    """The flows: what is asked, and where each answer leads."""


@flows.command()
@click.argument("flow", required=False)
def graph(flow: str | None) -> None:
    """A flow (all of them without FLOW) as a Mermaid flowchart, to paste where Mermaid is drawn."""
    script = load_script()
    if flow is not None and flow not in script.flows:
        raise click.BadParameter(f"there is no flow '{flow}'; there are {', '.join(script.flows)}", param_hint="FLOW")
    click.echo(draw(script, flow))
