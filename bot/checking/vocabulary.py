"""`facts.yml`: whatever a fact names (options, other facts, flows, values) exists."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checking.material import Material
from bot.checking.values import YES_NO, can_be, condition_mistakes
from bot.conversation.facts import NO_ANSWER, FactSpec, FactType
from bot.conversation.policies import HEARD_INTENTS
from bot.loading.problems import Problem

SOURCES = ("known_facts", "proposals", HEARD_INTENTS)
_WITH_VALUES = (FactType.ONE, FactType.MANY)


def problems(material: Material) -> Iterator[Problem]:
    """Every fact that names something that doesn't exist."""
    for fact, spec in material.script.vocabulary.items():
        yield from _values(material, fact, spec)
        yield from _conditions(material, fact, spec)
        yield from _implied(material, fact, spec)
        yield from _others(material, fact, spec)


def _values(material: Material, fact: str, spec: FactSpec) -> Iterator[Problem]:
    if spec.values_from and spec.values_from not in SOURCES:
        message = f"'{fact}' takes its values from '{spec.values_from}', which doesn't exist"
        yield material.in_facts(message, f"use one of: {', '.join(SOURCES)}", fact, "values_from")
    if spec.type in _WITH_VALUES and not (spec.values or spec.values_from):
        yield material.in_facts(f"'{fact}' has no values", "list its values", fact)
    for value in sorted({value for value in spec.values if spec.values.count(value) > 1}):
        yield material.in_facts(f"'{fact}' lists '{value}' twice", "keep one", fact, "values")
    if spec.exclusive and spec.exclusive not in spec.values:
        message = f"'{spec.exclusive}' is exclusive and not a value of '{fact}'"
        yield material.in_facts(message, "name one of its values", fact, "exclusive")
    for state in spec.allows:
        if state not in NO_ANSWER:
            yield material.in_facts(
                f"'{fact}' allows '{state}'", f"use {' or '.join(NO_ANSWER)}, or []", fact, "allows"
            )
    for value in spec.bands:
        if value not in spec.values:
            message = f"'{value}' has numbers and is not a value of '{fact}'"
            yield material.in_facts(message, "name one of its values", fact, "bands", value)
    for former, today in spec.renamed_from.items():
        if today not in spec.values:
            message = f"'{former}' was renamed to '{today}', which is not a value of '{fact}'"
            yield material.in_facts(message, "name one of its values", fact, "renamed_from", former)


def _conditions(material: Material, fact: str, spec: FactSpec) -> Iterator[Problem]:
    for message, remedy in condition_mistakes(material, spec.applies_when):
        yield material.in_facts(f"'{fact}': {message}", remedy, fact, "applies_when")
    for option, condition in spec.shown_when.items():
        if option not in _options(spec):
            message = f"'{option}' is not a value of '{fact}'"
            yield material.in_facts(message, "name one of its values", fact, "shown_when", option)
        for message, remedy in condition_mistakes(material, condition):
            yield material.in_facts(f"'{fact}': {message}", remedy, fact, "shown_when", option)


def _implied(material: Material, fact: str, spec: FactSpec) -> Iterator[Problem]:
    for value, implied in spec.implies.items():
        where = (fact, "implies", value)
        if value not in (*_options(spec), *spec.allows):
            yield material.in_facts(f"'{value}' is not a value of '{fact}'", "name one of its values", *where)
        for other, given in implied.items():
            if other not in material.script.vocabulary:
                message = f"'{fact}' settles '{other}', which is no fact"
                yield material.in_facts(message, "name a fact of this file", *where, other)
                continue
            for one in (given,) if isinstance(given, str) else given:
                if not can_be(material, other, one):
                    message = f"'{fact}' gives '{other}' the value '{one}', which it doesn't accept"
                    yield material.in_facts(message, "use a value it accepts", *where, other)


def _others(material: Material, fact: str, spec: FactSpec) -> Iterator[Problem]:
    for value, flow in spec.opens.items():
        if value not in (*_options(spec), *spec.allows):
            message = f"'{value}' is not a value of '{fact}'"
            yield material.in_facts(message, "name one of its values", fact, "opens", value)
        if flow not in material.script.flows:
            message = f"'{fact}' opens the flow '{flow}', which doesn't exist"
            yield material.in_facts(message, "name a flow", fact, "opens", value)
    for other in spec.given_by:
        if other not in material.script.vocabulary:
            message = f"'{fact}' is given by '{other}', which is no fact"
            yield material.in_facts(message, "name a fact of this file", fact, "given_by")


def _options(spec: FactSpec) -> tuple[str, ...]:
    return YES_NO if spec.type is FactType.YES_NO else spec.values
