"""The conversation as the service uses it: the heart's two functions, and what they are given each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.advice.knowledge import Knowledge
from bot.conversation.advance import Outcome, advance, standing
from bot.conversation.advised import Advised
from bot.conversation.events import Event
from bot.conversation.journal import Conversation
from bot.conversation.policies import Policies
from bot.conversation.question import Standing
from bot.conversation.script import Script
from bot.montreal import day_of


class Advance(Protocol):
    """The heart's `advance`."""

    def __call__(
        self, script: Script, knowledge: Knowledge, conversation: Conversation, event: Event, now: datetime, /
    ) -> Outcome:
        """The turn that an event makes."""


class Stand(Protocol):
    """The heart's `standing`."""

    def __call__(self, script: Script, knowledge: Knowledge, conversation: Conversation, now: datetime, /) -> Standing:
        """The language and the question on screen."""


class Advise(Protocol):
    """Makes the policies of one turn."""

    def __call__(self, script: Script, knowledge: Knowledge, now: datetime, /) -> Policies:
        """The policies as they stand at `now`."""


Lately = Callable[[Knowledge], Knowledge]
"""The knowledge of the files with what changed since, while the program runs."""


def as_in_the_files(knowledge: Knowledge) -> Knowledge:
    """Nothing changes while the program runs."""
    return knowledge


def advised(script: Script, knowledge: Knowledge, now: datetime) -> Policies:
    """The policies over the knowledge, on the day it is in Montréal."""
    return Advised(knowledge=knowledge, words=script.words, today=day_of(now))


@dataclass(frozen=True, kw_only=True)
class Heart:
    """The script and the knowledge, with the functions that make a conversation of them; `knowledge` is that of the files."""

    script: Script
    knowledge: Knowledge
    advance: Advance = advance
    standing: Stand = standing
    advised: Advise = advised
    lately: Lately = as_in_the_files

    @property
    def known(self) -> Knowledge:
        """The knowledge as it is now."""
        return self.lately(self.knowledge)

    def turn(self, conversation: Conversation, event: Event, now: datetime) -> Outcome:
        """The turn that an event makes."""
        return self.advance(self.script, self.known, conversation, event, now)

    def stand(self, conversation: Conversation, now: datetime) -> Standing:
        """The language and the question on screen."""
        return self.standing(self.script, self.known, conversation, now)

    def asking(self, conversation: Conversation, now: datetime) -> int | None:
        """The asking of the question on screen, None where there is none."""
        question = self.stand(conversation, now).question
        return question.asking if question else None

    def policies(self, now: datetime) -> Policies:
        """The policies, to name places and organisations outside a turn."""
        return self.advised(self.script, self.known, now)
