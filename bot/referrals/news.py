"""What a person is told when someone moves their referral: who acts next and by when, discreetly.

A message may show on a locked screen: it names the reference, never the organisation nor a counsellor. The person knows which
organisation they chose, and whoever reads over their shoulder doesn't.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.conversation.words import Param
from bot.montreal import day_of
from bot.referrals.life import Outcome, State

NOT_REACHED = f"referral.closed.{Outcome.NOT_REACHED}"
CLOSED = "referral.closed.otherwise"


def news_of(
    reference: str, state: State, due_at: datetime | None, outcome: str | None, decline_reason: str | None
) -> tuple[str, Mapping[str, Param]]:
    """The key of the words for a referral that has just come into a state, and what fills them."""
    params: dict[str, Param] = {"reference": reference}
    if due_at is not None:
        params["date"] = day_of(due_at)
    match state:
        case State.CLOSED:
            return (NOT_REACHED if outcome == Outcome.NOT_REACHED else CLOSED), params
        case State.DECLINED:
            return f"referral.declined.{decline_reason}", params
    return f"referral.{state.value}", params
