"""Conditions as data: which facts must hold which values, so that a checker can reason about them.

A condition is a mapping from a fact to the values that satisfy it; every line must hold. Besides its values a fact may be
asked to be `unknown`, `declined`, `absent` or `said` (any value at all); `not:` and `any:` combine conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Lookup = Callable[[str], "str | tuple[str, ...] | None"]

ABSENT = "absent"
SAID = "said"
STATES = (ABSENT, SAID, "unknown", "declined")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`facts`: each fact with the values that satisfy it; `refused`: must not hold; `alternatives`: one must hold."""

    facts: Mapping[str, tuple[str, ...]]
    refused: Condition | None = None
    alternatives: tuple[Condition, ...] = ()

    def holds(self, lookup: Lookup) -> bool:
        """Whether the facts that `lookup` gives (None where absent) satisfy the condition."""
        return (
            all(_satisfies(lookup(fact), wanted) for fact, wanted in self.facts.items())
            and not (self.refused and self.refused.holds(lookup))
            and (not self.alternatives or any(one.holds(lookup) for one in self.alternatives))
        )

    def names(self) -> Iterator[tuple[str, str]]:
        """Every (fact, value) it mentions."""
        for fact, wanted in self.facts.items():
            yield from ((fact, value) for value in wanted)
        for other in (*((self.refused,) if self.refused else ()), *self.alternatives):
            yield from other.names()


def _satisfies(value: str | tuple[str, ...] | None, wanted: tuple[str, ...]) -> bool:
    if value is None:
        return ABSENT in wanted
    held = (value,) if isinstance(value, str) else value
    if SAID in wanted and value not in ("unknown", "declined"):
        return True
    return any(one in wanted for one in held)
