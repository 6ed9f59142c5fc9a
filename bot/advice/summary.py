"""What a summary may say of a person (rules §3): discreet about a status that could cost them, never about a choice not free.

A status that was not said reads the same as one that is kept quiet, so that silence itself reveals nothing.
"""

from __future__ import annotations

from bot.advice.fields import UNSAID

DISCREET_STATUSES = ("asylum_seeker", "no_status", "temporary_worker_closed")
REVEALING_THEMES = ("permit",)
REVEALING_FACTS = ("situation", "status", "csq", "permit_end", "employer_change", "sae_r_enrolled")
URGENT = ("within_1_week", "within_4_weeks")


def is_discreet(status: str | None) -> bool:
    """Whether the page says "status to be discussed" and leaves out all that would reveal it."""
    return status is None or status in UNSAID or status in DISCREET_STATUSES


def may_quote(status: str | None, agreed: bool) -> bool:
    """Whether the person's own words may be copied: with their consent, and never where they could reveal the status."""
    return agreed and status not in DISCREET_STATUSES
