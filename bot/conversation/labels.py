"""How a fact's value reads: an option by its label, a date or a number as the language writes it, a place by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.conversation.brought import BROUGHT, brought
from bot.conversation.facts import NO_ANSWER, FactType, Value
from bot.conversation.memory import Memory
from bot.conversation.policies import Policies
from bot.conversation.words import Param, formatted

JOIN = "|"


def label(memory: Memory, policies: Policies, language: str, fact: str, value: Value) -> str:
    """A value in the words of a language."""
    if isinstance(value, tuple):
        return formatted(language, tuple(label(memory, policies, language, fact, one) for one in value))
    words = memory.script.words
    spec = memory.script.vocabulary[fact]
    if value in NO_ANSWER:
        return words.text(language, f"common.{value}")
    key = f"facts.{fact}.options.{value}.label"
    if words.has(language, key):
        return words.text(language, key)
    match spec.type:
        case FactType.DATE:
            return formatted(language, date.fromisoformat(value))
        case FactType.YES_NO:
            return words.text(language, f"common.{value}")
    return policies.display(fact, value, language) or value


def name(memory: Memory, language: str, fact: str) -> str:
    """What a fact is called in a recap: "votre projet"."""
    return memory.script.words.text(language, f"facts.{fact}.name")


def pair(memory: Memory, policies: Policies, language: str, fact: str) -> str:
    """A fact and its value as a recap reads them: "votre projet : trouver un emploi"."""
    value = memory.value(fact)
    shown = memory.script.words.text(language, "common.not_said")
    if value is not None:
        shown = label(memory, policies, language, fact, value)
    return memory.script.words.text(language, "common.pair", {"name": name(memory, language, fact), "value": shown})


@dataclass(frozen=True, kw_only=True)
class Params(Mapping[str, Param]):
    """Parameters for the words: each fact as it reads, and `extra`; read only when the words use them."""

    memory: Memory
    policies: Policies
    language: str
    extra: Mapping[str, Param]

    def __getitem__(self, key: str) -> Param:
        if key in self.extra:
            return self.extra[key]
        if key in _SPECIAL:
            return _SPECIAL[key](self)
        if key not in self.memory.script.vocabulary:
            raise KeyError(key)
        value = self.memory.value(key)
        if value is None:
            return self.memory.script.words.text(self.language, "common.not_said")
        return label(self.memory, self.policies, self.language, key, value)

    def __iter__(self) -> Iterator[str]:
        return iter((*self.extra, *self.memory.script.vocabulary))

    def __len__(self) -> int:
        return len(self.extra) + len(self.memory.script.vocabulary)


def _operator(params: Params) -> str:
    return params.policies.display("recipient", "operator", params.language) or "Escale"


def _proposed(params: Params) -> str:
    fact, value = params.memory.value("proposed_fact"), params.memory.value("proposed_value")
    if fact not in params.memory.script.vocabulary or not isinstance(fact, str) or not isinstance(value, str):
        return ""
    several = params.memory.script.vocabulary[fact].several
    said: Value = tuple(value.split(JOIN)) if several else value
    return label(params.memory, params.policies, params.language, fact, said)


def _proposed_name(params: Params) -> str:
    fact = params.memory.value("proposed_fact")
    known = isinstance(fact, str) and fact in params.memory.script.vocabulary
    return name(params.memory, params.language, str(fact)) if known else ""


def _conflicts(params: Params) -> str:
    """Each answer that differs between two conversations being joined: what was said there, then here."""
    memory, policies, language = params.memory, params.policies, params.language
    return "\n".join(
        memory.script.words.text(
            language,
            "joined.conflict",
            {
                "pair": pair(memory, policies, language, fact),
                "here": label(memory, policies, language, fact, value),
            },
        )
        for fact, value in brought(memory.value(BROUGHT)).items()
    )


_SPECIAL = {"operator": _operator, "proposed": _proposed, "proposed_name": _proposed_name, "conflicts": _conflicts}
