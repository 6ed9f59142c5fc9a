"""Which facts are asked, and in which flows: by a step, or by a check that misses them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.knowledge import Knowledge
from bot.conversation.advised import ROUTING_FACTS
from bot.conversation.facts import Scope
from bot.conversation.profile import FACT_OF_FIELD, OF_THE_PARTNER, PARTNER
from bot.conversation.script import Flow, Script, Step, StepKind

CHECKS = ("programmes", "partner_programmes", "theme", "readiness", "routing", "sources", "checked")
REFERENCE = "@"
_BEFORE = {"residence": ("home_town",), "status": ("situation",), "destination_perimeter": ("destination_town",)}
"""What may be asked for a field before the fact of its name."""


def facts_of_check(script: Script, knowledge: Knowledge, check: str) -> tuple[str, ...]:
    """Every fact that a check may ask."""
    match check:
        case "programmes":
            found = [fact for field in _screened(knowledge) for fact in _facts_of(field)]
        case "partner_programmes":
            own = [f"{PARTNER}{field}" for field in OF_THE_PARTNER]
            shared = (field for field in _screened(knowledge) if field not in OF_THE_PARTNER)
            found = [*own, *(fact for field in shared for fact in _facts_of(field))]
        case "theme":
            fields = (field for theme in knowledge.themes.themes for field in theme.asks)
            found = [*(fact for field in fields for fact in _facts_of(field)), "destination"]
        case "routing":
            found = list(ROUTING_FACTS)
        case _:
            found = []
    return tuple(fact for fact in dict.fromkeys(found) if fact in script.vocabulary)


def facts_of_step(script: Script, knowledge: Knowledge, step: Step) -> tuple[str, ...]:
    """Every fact that a step may ask; one that asks the fact another names may ask any of the person's."""
    if step.kind is StepKind.ASK:
        if step.target.startswith(REFERENCE):
            return tuple(fact for fact, spec in script.vocabulary.items() if spec.scope is Scope.PERSON)
        return (step.target,) if step.target in script.vocabulary else ()
    return facts_of_check(script, knowledge, step.target) if step.kind is StepKind.CHECK and step.ask_missing else ()


def askings(script: Script, knowledge: Knowledge) -> Iterator[tuple[Flow, Step, str]]:
    """Every flow and step in which a fact may be asked, and the fact."""
    for flow in script.flows.values():
        for step in flow.steps:
            yield from ((flow, step, fact) for fact in facts_of_step(script, knowledge, step))


def asked_facts(script: Script, knowledge: Knowledge) -> frozenset[str]:
    """Every fact that some question may ask."""
    return frozenset(fact for _, _, fact in askings(script, knowledge))


def _screened(knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(field for tier in knowledge.programmes.asking for field in tier)


def _facts_of(field: str) -> tuple[str, ...]:
    return (*_BEFORE.get(field, ()), FACT_OF_FIELD.get(field, field))
