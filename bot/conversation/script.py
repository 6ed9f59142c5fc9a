"""The script: the flows, the vocabulary of facts and the words, as immutable values.

Flows only route: one step asks, says, checks, calls, offers, hands off or ends. Not one word of language is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.conversation.conditions import Condition
from bot.conversation.facts import FactSpec, Vocabulary
from bot.conversation.words import Words


class FlowKind(StrEnum):
    """What a flow is for, hence how it behaves when it interrupts or ends."""

    FLOW = "flow"  # a journey of its own: shown in menus, resumed, recapped
    ANSWER = "answer"  # says one thing, then the question comes back
    REPAIR = "repair"  # mends the conversation itself: back, why, change, help…


class StepKind(StrEnum):
    """The closed vocabulary of steps."""

    ASK = "ask"  # a fact; `@fact` asks the fact that another fact names
    SAY = "say"  # words of the flow
    CHECK = "check"  # a policy: asks what it misses (`ask_missing`), says its result
    CALL = "call"  # a flow, then comes back; or one of the heart's operations
    OFFER = "offer"  # ways to go on, as buttons
    HAND_OFF = "hand_off"  # shows the summary, asks for consent, sends
    END = "end"  # leaves the flow


@dataclass(frozen=True, kw_only=True)
class Jump:
    """Where to go next when the condition holds (or always)."""

    go: str
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """One button of an offer: opens a flow, sets facts, or (neither) simply goes on.

    In `sets`, `@fact` stands for the value of that fact. `leaves` goes on past an offer that repeats.
    """

    id: str
    opens: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    when: Condition | None = None
    leaves: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step; `target` is the fact, words key, check, flow or operation it is about."""

    id: str
    kind: StepKind
    target: str
    line: int
    when: Condition | None = None
    next: tuple[Jump, ...] = ()
    why: bool = False
    anew: bool = False
    ask_missing: bool = False
    repeat: bool = False
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A named sequence of steps; `opens_on` are intents and commands, `recap` whether known facts are recalled after its first words."""

    id: str
    kind: FlowKind
    steps: tuple[Step, ...]
    opens_on: tuple[str, ...] = ()
    recap: bool = False
    path: str = ""

    def step(self, step_id: str) -> Step | None:
        """The step with this id; None where the flow no longer has it."""
        return next((step for step in self.steps if step.id == step_id), None)

    def index(self, step_id: str) -> int:
        """The position of a step; raises KeyError where there is none."""
        for index, step in enumerate(self.steps):
            if step.id == step_id:
                return index
        raise KeyError(step_id)


@dataclass(frozen=True, kw_only=True)
class Script:
    """All that the conversation is made of, apart from what is true (the knowledge) and what was said (the journal)."""

    flows: Mapping[str, Flow]
    vocabulary: Vocabulary
    words: Words
    opened_by: Mapping[str, str]

    def spec(self, fact: str) -> FactSpec:
        """The vocabulary's entry for a fact."""
        return self.vocabulary[fact]
