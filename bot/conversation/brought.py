"""Answers given on one channel that differ from those of the conversation taken up there, until the person decides."""

from __future__ import annotations

import json

from bot.conversation.facts import Value

BROUGHT = "brought"
"""The fact that holds them."""


def brought(value: Value | None) -> dict[str, Value]:
    """The answers that differ, from the fact that holds them."""
    if not isinstance(value, str):
        return {}
    kept: dict[str, str | list[str]] = json.loads(value)
    return {fact: tuple(one) if isinstance(one, list) else one for fact, one in kept.items()}
