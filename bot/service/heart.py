"""The conversation as the service uses it: the heart's two functions, and what they are given each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.advance import Outcome, advance, standing
from bot.conversation.events import Event
from bot.conversation.journal import Conversation
from bot.conversation.policies import Policies
from bot.conversation.question import Standing
from bot.conversation.script import Script


class Advance(Protocol):
    """The heart's `advance`."""

    def __call__(
        self, script: Script, policies: Policies, conversation: Conversation, event: Event, now: datetime, /
    ) -> Outcome:
        """The turn that an event makes."""


class Stand(Protocol):
    """The heart's `standing`."""

    def __call__(self, script: Script, policies: Policies, conversation: Conversation, now: datetime, /) -> Standing:
        """The language and the question on screen."""


@dataclass(frozen=True, kw_only=True)
class Heart:
    """The script and the policies, with the functions that make a conversation of them."""

    script: Script
    policies: Policies
    advance: Advance = advance
    standing: Stand = standing

    def turn(self, conversation: Conversation, event: Event, now: datetime) -> Outcome:
        """The turn that an event makes."""
        return self.advance(self.script, self.policies, conversation, event, now)

    def stand(self, conversation: Conversation, now: datetime) -> Standing:
        """The language and the question on screen."""
        return self.standing(self.script, self.policies, conversation, now)

    def asking(self, conversation: Conversation, now: datetime) -> int | None:
        """The asking of the question on screen, None where there is none."""
        question = self.stand(conversation, now).question
        return question.asking if question else None
