"""What is known at an instant: the facts as a flow may read them, those that no longer mean anything left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.conditions import Condition
from bot.conversation.facts import NO_ANSWER, FactSpec, Known, Scope, Value, still_allowed
from bot.conversation.journal import Frame, State
from bot.conversation.script import Script

CHOSEN = "chosen."
OPEN_REFERRAL = "referral.open"
Findings = Callable[[str, "Memory"], "Value | None"]


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The facts of a state as read at `now`; `findings` answers names with a dot (`verdict.sae_r`), worked out by a policy."""

    script: Script
    state: State
    now: datetime
    findings: Findings

    def known(self, fact: str) -> Known | None:
        """What was said for a fact, in the frames from the top or of the person; None where it is absent or means nothing now."""
        spec = self.script.vocabulary[fact]
        held = self._held(fact, spec)
        if held is None or (spec.applies_when and not self.holds(spec.applies_when)):
            return None
        value = still_allowed(spec, held.value)
        if value is None or not self._shown(spec, value):
            return None
        return held if value == held.value else Known(value=value, said_at=held.said_at, turn=held.turn)

    def value(self, fact: str) -> Value | None:
        """The value of a fact, or of a finding; None where absent."""
        if fact.startswith(CHOSEN):
            return self._chosen(fact.removeprefix(CHOSEN))
        if fact == OPEN_REFERRAL:
            return self.open_referral
        if "." in fact:
            return self.findings(fact, self)
        known = self.known(fact)
        return known.value if known else None

    def fresh(self, fact: str) -> Value | None:
        """The value of a fact said recently enough to be used without asking again."""
        known = self.known(fact)
        return known.value if known and not known.stale(self.script.vocabulary[fact], self.now) else None

    def holds(self, condition: Condition | None) -> bool:
        """Whether a condition holds; none always does."""
        return condition is None or condition.holds(self.value)

    def applies(self, fact: str) -> bool:
        """Whether the fact means anything now."""
        return self.holds(self.script.vocabulary[fact].applies_when)

    def resolved(self, fact: str) -> bool:
        """Whether the fact, or one that gives it, is known and fresh, or means nothing."""
        spec = self.script.vocabulary[fact]
        return not self.applies(fact) or any(self.fresh(one) is not None for one in (fact, *spec.given_by))

    def shown_values(self, fact: str) -> tuple[str, ...]:
        """The options of a fact that can be offered now."""
        spec = self.script.vocabulary[fact]
        return tuple(value for value in spec.values if self.holds(spec.shown_when.get(value)))

    def outdated(self) -> tuple[str, ...]:
        """Facts of the person that were said but that a newer vocabulary no longer allows."""
        return tuple(
            fact
            for fact, known in self.state.facts.items()
            if fact not in self.script.vocabulary or still_allowed(self.script.vocabulary[fact], known.value) is None
        )

    def said_facts(self) -> tuple[str, ...]:
        """Facts of the person with an answer that means something now, in the order of the vocabulary."""
        return tuple(
            fact
            for fact, spec in self.script.vocabulary.items()
            if spec.scope is Scope.PERSON and fact in self.state.facts and self.known(fact)
        )

    def _chosen(self, step: str) -> str | None:
        """What was chosen at a step of the flow on top: the way, or what became of a handoff (`done`, `refused`)."""
        mark = self.state.frames[-1].marks.get(step) if self.state.frames else None
        return mark.split(":")[0] if mark else None

    @property
    def open_referral(self) -> str | None:
        """The reference of the last page handed over that wasn't withdrawn since, as far as the conversation knows."""
        sent = [one.detail for _, one in self.state.applied if one.effect == "referral"]
        withdrawn = {one.detail for _, one in self.state.applied if one.effect == "withdrawal"}
        return next((reference for reference in reversed(sent) if reference not in withdrawn), None)

    def _held(self, fact: str, spec: FactSpec) -> Known | None:
        if spec.scope is Scope.PERSON:
            return self.state.facts.get(fact)
        frames: tuple[Frame, ...] = self.state.frames
        return next((frame.facts[fact] for frame in reversed(frames) if fact in frame.facts), None)

    def _shown(self, spec: FactSpec, value: Value) -> bool:
        if value in NO_ANSWER or not isinstance(value, str):
            return True
        return self.holds(spec.shown_when.get(value))
