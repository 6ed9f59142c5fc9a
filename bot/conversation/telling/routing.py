"""Tells whom to turn to: the organisations to choose from, the reason for each, and the one next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.advice.routing import Proposal, Routing
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller

REASONS = 3
"""Reasons at most for an organisation: those of the rules come first."""


def tell(teller: Teller, routing: Routing, sites: Mapping[str, str]) -> Iterator[Passage]:
    """The proposals with their reasons, an organisation once, then those to contact oneself, then the next step.

    `sites` are the registers that receive no page, each with its site.
    """
    named: dict[str, list[Proposal]] = {}
    for proposal in routing.proposals:
        if proposal.organization not in sites:
            named.setdefault(proposal.organization, []).append(proposal)
    lines = [teller.say("routing.heading"), *(_organization(teller, proposals) for proposals in named.values())]
    if named and not any(proposal.deliverable for proposal in routing.proposals):
        lines.append(teller.say("routing.waits"))
    if named:
        yield Passage(key="routing.heading", params={}, text="\n\n".join(lines))
    registers = [one.organization for one in routing.proposals if one.organization in sites]
    if registers:
        listed = teller.listed(f"{name} ({sites[name]})" for name in dict.fromkeys(registers))
        yield Passage(key="routing.contact_yourself", params={"organizations": listed})
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
