"""The question on screen: where it stands, what it asks, and the answers it offers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.facts import FactType, Value


class Asks(StrEnum):
    """What a question is about."""

    FACT = "fact"  # a fact of the vocabulary
    WAY = "way"  # how to go on
    CONSENT = "consent"  # whether this draft may go to this organisation


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer offered: its id, its label in the conversation's language, and what people may type for it."""

    id: str
    label: str
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that waits: `name` is the fact asked, or the step that offers; `asking` changes when it opens anew.

    `choices` are its own answers in order; `allows` which of `unknown` and `declined` are answers; `keep` is the value to
    confirm where it was said long ago.
    """

    asks: Asks
    frame: str
    flow: str
    name: str
    asking: int
    choices: tuple[Choice, ...]
    type: FactType | None = None
    allows: tuple[str, ...] = ()
    why: bool = False
    keep: Value | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a person stands: their language and the question on screen (None before the first turn)."""

    language: str
    question: Question | None
