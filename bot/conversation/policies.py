"""What the heart asks of the policies: which facts they miss, what they find, how they say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from bot.conversation.facts import Value
from bot.conversation.memory import Memory
from bot.conversation.words import Param

OPERATOR = "operator"
HEARD_INTENTS = "heard_intents"
"""The source of what a person perhaps meant: the intents that a model heard."""
NONE_OF_THEM = "none"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Something a policy has to say: the key of its words and their parameters; or text already put together."""

    key: str
    params: Mapping[str, Param]
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A summary ready to be handed over: what the person reads, what the counsellor reads (French), the same as JSON."""

    organization: str
    organization_name: str
    kind: str
    deliverable: bool
    urgent: bool
    read_as: str
    summary: str
    body: str

    @property
    def consent(self) -> str:
        """What is consented to: `direct`, `through_operator` (who then passes it on), or `to_operator`."""
        if self.organization == OPERATOR:
            return "to_operator"
        return "direct" if self.deliverable else "through_operator"

    @property
    def digest(self) -> str:
        """Changes whenever what would be sent, or to whom, changes."""
        return sha256("\n".join((self.organization, self.summary, self.body)).encode()).hexdigest()[:16]


class Policies(Protocol):
    """The policies as the conversation sees them; `name` is the target of a `check` step."""

    def missing(self, name: str, memory: Memory) -> tuple[str, ...]:
        """The facts to ask next for this check, the first first; empty once nothing asked could change its result."""
        ...

    def concerns(self, name: str, memory: Memory) -> tuple[str, ...]:
        """Every fact this check reads, for the recap of what is already known."""
        ...

    def inputs(self, name: str, memory: Memory) -> str:
        """A digest of the result: while it stays the same, the result isn't said again."""
        ...

    def passages(self, name: str, memory: Memory, language: str) -> tuple[Passage, ...]:
        """The result in words."""
        ...

    def finding(self, name: str, memory: Memory) -> Value | None:
        """A finding by its dotted name: `verdict.sae_r`, `criterion.sae_status`, `readiness.next`."""
        ...

    def offered(self, source: str, memory: Memory, language: str) -> tuple[tuple[str, str], ...]:
        """The values (id, label) that `source` offers for a fact whose values come from the conversation."""
        ...

    def page(self, target: str, memory: Memory, language: str) -> Page:
        """The summary for the recipient chosen (`recipient`) or for the operator (`operator`)."""
        ...

    def is_place(self, value: str, *, towns_only: bool) -> bool:
        """Whether the value is the official name of a municipality, or (unless `towns_only`) a region's slug."""
        ...

    def display(self, fact: str, value: str, language: str) -> str | None:
        """How to name a place or an organisation; None where the words of the fact say it."""
        ...
