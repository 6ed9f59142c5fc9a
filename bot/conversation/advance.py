"""One turn of the conversation: an event in, journal entries, replies and effects out. Pure: no clock, no file, no network."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.effects import Effect
from bot.conversation.journal import Turn
from bot.conversation.replies import Reply


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a turn gives: entries to store, replies to send in order, effects to apply before any of it is told."""

    turn: Turn
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
