"""Tells whom to turn to: the organisations to choose from, the reason for each, and the one next step."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.routing import Proposal, Routing
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller


def tell(teller: Teller, routing: Routing) -> Iterator[Passage]:
    """The proposals with their reasons, then the next step."""
    lines = [teller.say("routing.heading"), *(_proposal(teller, one) for one in routing.proposals)]
    yield Passage(key="routing.heading", params={}, text="\n\n".join(lines))
    step = f"routing.next_steps.{routing.next_step}"
    if teller.has(step):
        yield Passage(key=step, params={})


def _proposal(teller: Teller, proposal: Proposal) -> str:
    text = teller.say(
        "routing.proposal",
        {
            "organization": proposal.organization,
            "kind": teller.say(f"routing.kinds.{proposal.kind}"),
            "reasons": teller.listed(teller.say(f"routing.reasons.{reason}") for reason in proposal.reasons),
        },
    )
    return f"• {text}" if proposal.deliverable else f"• {text} {teller.say('routing.waits')}"
