"""What is asserted to people, whatever their language: each figure and rule with its source, how sure it is and when it was checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.advice.knowledge import Knowledge
from bot.conversation.words import Words

FRENCH = "fr"


@dataclass(frozen=True, kw_only=True)
class Asserted:
    """One figure or rule, in French; `where` names the answer, criterion or region that says it."""

    where: str
    states: str
    source: str
    confidence: str
    checked_on: date


def claims(knowledge: Knowledge, words: Words) -> Iterator[Asserted]:
    """Those of the answers, of the programmes' criteria, and of the regions."""
    for name, answer in knowledge.answers.items():
        for claim in answer.claims:
            yield Asserted(
                where=f"{name}.{claim.id}",
                states=claim.states,
                source=claim.source,
                confidence=claim.confidence,
                checked_on=answer.checked_on,
            )
    yield from _of_criteria(knowledge, words)


def _of_criteria(knowledge: Knowledge, words: Words) -> Iterator[Asserted]:
    for programme in knowledge.programmes.programmes:
        for name in programme.criteria:
            criterion = knowledge.programmes.criteria[name]
            key = f"criteria.{name}.failed"
            if words.has(FRENCH, key):
                yield Asserted(
                    where=f"{programme.id}.{name}",
                    states=f"{words.text(FRENCH, f'programmes.{programme.id}.name')} : {words.text(FRENCH, key)}",
                    source=criterion.source,
                    confidence=criterion.confidence,
                    checked_on=criterion.checked_on,
                )
