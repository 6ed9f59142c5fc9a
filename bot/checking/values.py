"""Which values a fact or a finding can ever hold, so that a condition that never holds is seen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.criteria import Outcome, Verdict
from bot.checking.material import Material
from bot.conversation.conditions import ABSENT, SAID, Condition
from bot.conversation.facts import FREE_TYPES, FactSpec, FactType

VERDICT, CRITERION, NEXT_THEME = "verdict", "criterion", "readiness.next"
CURRENT_COUNSELLOR = "current_counsellor"
YES_NO = ("yes", "no")


def condition_mistakes(material: Material, condition: Condition | None) -> Iterator[tuple[str, str]]:
    """Each fact, finding or value that a condition names and that doesn't exist: what is wrong, what to do."""
    for name in dict.fromkeys(fact for fact, _ in (condition.names() if condition else ())):
        possible = values_of(material, name)
        if possible is None:
            yield f"'{name}' is no fact nor finding", _nearest(material, name)
    for name, value in condition.names() if condition else ():
        possible = values_of(material, name)
        if possible is not None and not can_be(material, name, value):
            yield f"'{name}' never is '{value}'", f"use one of: {', '.join((*possible, ABSENT, SAID))}"


def _nearest(material: Material, name: str) -> str:
    kind, dot, _ = name.partition(".")
    if not dot:
        return "name a fact of facts.yml"
    match kind:
        case "verdict":
            return "use a programme: " + ", ".join(one.id for one in material.knowledge.programmes.programmes)
        case "criterion":
            return "use a criterion: " + ", ".join(material.knowledge.programmes.criteria)
    return "findings are verdict.<programme>, criterion.<criterion> and readiness.next"


def values_of(material: Material, name: str) -> tuple[str, ...] | None:
    """The values that a fact or finding can hold, places and free text left out; None where there is no such thing."""
    kind, dot, subject = name.partition(".")
    if not dot:
        spec = material.script.vocabulary.get(name)
        return None if spec is None else (*options(material, spec), *spec.allows)
    if name == NEXT_THEME:
        return tuple(theme.id for theme in material.knowledge.themes.themes)
    if kind == VERDICT and any(one.id == subject for one in material.knowledge.programmes.programmes):
        return tuple(Verdict)
    if kind == CRITERION and subject in material.knowledge.programmes.criteria:
        return tuple(Outcome)
    return None


def options(material: Material, spec: FactSpec) -> tuple[str, ...]:
    """Every value that can be a button of the fact's question."""
    match spec.values_from:
        case "known_facts":
            return tuple(material.script.vocabulary)
        case "proposals":
            organizations = (one.id for one in material.knowledge.directory.organizations)
            return tuple(dict.fromkeys((*organizations, "operator", CURRENT_COUNSELLOR)))
    return YES_NO if spec.type is FactType.YES_NO else spec.values


def can_be(material: Material, name: str, value: str) -> bool:
    """Whether a fact or finding can hold a value, or be in that state."""
    possible = values_of(material, name)
    if possible is None:
        return False
    if value in (*possible, ABSENT, SAID):
        return True
    spec = material.script.vocabulary.get(name)
    return spec is not None and value not in ("unknown", "declined") and _fits(material, spec, value)


def _fits(material: Material, spec: FactSpec, value: str) -> bool:
    """Whether a value that is not an option is one of a place, or free text."""
    if spec.type in (FactType.PLACE, FactType.PLACES):
        places = material.knowledge.places
        town = places.municipality(value)
        return (town is not None and town.name == value) or (not spec.towns_only and value in places.regions)
    return spec.type in (*FREE_TYPES, FactType.DATE, FactType.NUMBER)
