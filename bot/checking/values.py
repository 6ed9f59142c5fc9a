"""Which values a fact or a finding can ever hold, so that a condition that never holds is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.advice.criteria import Outcome, Verdict
from bot.advice.fields import FIELDS, UNSAID, cells_of
from bot.checking.material import Material
from bot.conversation.conditions import ABSENT, SAID, Condition
from bot.conversation.facts import FREE_TYPES, FactSpec, FactType
from bot.conversation.memory import OPEN_REFERRAL
from bot.conversation.policies import NONE_OF_THEM
from bot.conversation.script import Flow, Step, StepKind
from bot.conversation.walk import DONE, LEFT, REFUSED

VERDICT, CRITERION, PROFILE, CHOSEN, READINESS = "verdict", "criterion", "profile", "chosen", "readiness"
REFERRAL = "referral"
THEMES = ("next", "open")
CURRENT_COUNSELLOR = "current_counsellor"
YES_NO = ("yes", "no")
_CHOOSING: Mapping[StepKind, Callable[[Step], tuple[str, ...]]] = {
    StepKind.OFFER: lambda step: (*(way.id for way in step.ways), LEFT),
    StepKind.HAND_OFF: lambda _step: (DONE, REFUSED),
}
"""What can have been chosen at a step."""


def condition_mistakes(
    material: Material, condition: Condition | None, flow: Flow | None = None
) -> Iterator[tuple[str, str]]:
    """Each fact, finding or value that a condition (of a flow) names and that doesn't exist: what is wrong, what to do."""
    for name in dict.fromkeys(fact for fact, _ in (condition.names() if condition else ())):
        if values_of(material, name, flow) is None:
            yield f"'{name}' is no fact nor finding", _nearest(material, name, flow)
    for name, value in condition.names() if condition else ():
        possible = values_of(material, name, flow)
        if possible is not None and not can_be(material, name, value, flow):
            yield f"'{name}' never is '{value}'", f"use one of: {', '.join((*possible, ABSENT, SAID))}"


def _nearest(material: Material, name: str, flow: Flow | None) -> str:
    kind, dot, _ = name.partition(".")
    if not dot:
        return "name a fact of facts.yml"
    known = {
        VERDICT: [one.id for one in material.knowledge.programmes.programmes],
        CRITERION: list(material.knowledge.programmes.criteria),
        PROFILE: list(FIELDS),
        CHOSEN: [step.id for step in flow.steps if step.kind in _CHOOSING] if flow else [],
        READINESS: list(THEMES),
        REFERRAL: ["open"],
    }
    if kind in known:
        return f"use {kind}. and one of: {', '.join(known[kind])}"
    return f"a finding is of one of: {', '.join(known)}"


def values_of(material: Material, name: str, flow: Flow | None = None) -> tuple[str, ...] | None:
    """The values that a fact or finding can hold, places and free text left out; None where there is no such thing."""
    kind, dot, subject = name.partition(".")
    knowledge = material.knowledge
    match kind:
        case _ if not dot:
            spec = material.script.vocabulary.get(name)
            return None if spec is None else (*options(material, spec), *spec.allows)
        case "readiness" if subject in THEMES:
            return tuple(theme.id for theme in knowledge.themes.themes)
        case "referral" if name == OPEN_REFERRAL:
            return ()
        case "verdict" if any(one.id == subject for one in knowledge.programmes.programmes):
            return tuple(Verdict)
        case "criterion" if subject in knowledge.programmes.criteria:
            return tuple(Outcome)
        case "profile" if subject in FIELDS:
            return (*cells_of(subject), *UNSAID)
        case "chosen" if flow and (step := flow.step(subject)):
            chosen = _CHOOSING.get(step.kind)
            return chosen(step) if chosen else None
    return None


def options(material: Material, spec: FactSpec) -> tuple[str, ...]:
    """Every value that can be a button of the fact's question."""
    match spec.values_from:
        case "known_facts":
            return tuple(material.script.vocabulary)
        case "heard_intents":
            return (*material.script.opened_by, NONE_OF_THEM)
        case "proposals":
            organizations = (one.id for one in material.knowledge.directory.organizations)
            return tuple(dict.fromkeys((*organizations, "operator", CURRENT_COUNSELLOR)))
    return YES_NO if spec.type is FactType.YES_NO else spec.values


def can_be(material: Material, name: str, value: str, flow: Flow | None = None) -> bool:
    """Whether a fact or finding can hold a value, or be in that state."""
    possible = values_of(material, name, flow)
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
