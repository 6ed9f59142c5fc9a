"""Tells whom to turn to: the organisations to choose from, the reason for each, and the one next step."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.routing import Proposal, Routing
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller

REASONS = 3
"""Reasons at most for an organisation: those of the rules come first."""


def tell(teller: Teller, routing: Routing) -> Iterator[Passage]:
    """The proposals with their reasons, an organisation once, then the next step."""
    named: dict[str, list[Proposal]] = {}
    for proposal in routing.proposals:
        named.setdefault(proposal.organization, []).append(proposal)
    lines = [teller.say("routing.heading"), *(_organization(teller, proposals) for proposals in named.values())]
    if not any(proposal.deliverable for proposal in routing.proposals):
        lines.append(teller.say("routing.waits"))
    yield Passage(key="routing.heading", params={}, text="\n\n".join(lines))
    step = f"routing.next_steps.{routing.next_step}"
    if teller.has(step):
        yield Passage(key=step, params={})


def _organization(teller: Teller, proposals: list[Proposal]) -> str:
    kinds = (teller.say(f"routing.kinds.{proposal.kind}") for proposal in proposals)
    reasons = list(dict.fromkeys(reason for proposal in proposals for reason in proposal.reasons))[:REASONS]
    text = teller.say(
        "routing.proposal",
        {
            "organization": proposals[0].organization,
            "kind": teller.listed(kinds),
            "reasons": teller.listed(teller.say(f"routing.reasons.{reason}") for reason in reasons),
        },
    )
    return f"• {text}"
