"""The vocabulary of facts: what may be known of a person, of which type, for how long and why.

A fact is absent, `unknown`, `declined`, or has a value with the instant it was said. Values are text in the canonical form of
their type: an option's id, `yes` or `no`, an ISO date, digits, an official place name or slug, or the person's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.conversation.conditions import Condition

UNKNOWN = "unknown"
DECLINED = "declined"
NO_ANSWER = (UNKNOWN, DECLINED)
SHORTEST_NUMBER = 7

Value = str | tuple[str, ...]


class FactType(StrEnum):
    """How a fact is asked, read and stored."""

    ONE = "one"  # one of `values`
    MANY = "many"  # several of `values`; `exclusive` goes with none of the others
    YES_NO = "yes_no"  # `yes` or `no`
    DATE = "date"  # an ISO date
    NUMBER = "number"  # digits
    PLACE = "place"  # an official municipality name, a region slug, or one of `values`
    PLACES = "places"  # several places
    WORDS = "words"  # the person's own words
    CONTACT = "contact"  # a way to reach the person


class Scope(StrEnum):
    """How long a fact lives."""

    PERSON = "person"  # known from one flow to another
    RUN = "run"  # asked anew each time a flow opens


class Sensitivity(StrEnum):
    """How carefully a fact is handled."""

    PLAIN = "plain"  # says nothing of a person: a language, a menu choice
    PERSONAL = "personal"  # says something of a person
    SENSITIVE = "sensitive"  # could cost someone: status, family, money, a way to be reached


FREE_TYPES = (FactType.WORDS, FactType.CONTACT)


@dataclass(frozen=True, kw_only=True)
class FactSpec:
    """One entry of the vocabulary.

    `valid_for` is in days, None for ever. `values_from` names a source of values known only during the conversation
    (`known_facts`, `proposals`, `heard_intents`). `towns_only`: a place must be a municipality; `heard`: the fact
    is taken from a sentence whatever was asked, except the values of `unheard`.
    `longest`: characters at most of the person's own words. `given_by` names facts any of which answers this one too (a departure date
    gives the departure). `applies_when` is the condition under which the fact means anything; `implies` gives the facts that
    a value settles; `shown_when` the condition for an option to be offered; `opens` the flow that a value opens at once; `bands` the
    numbers (first and last) that a value stands for. `renamed_from` maps former values to today's.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 read by the strict loader

    type: FactType
    purpose: str
    scope: Scope = Scope.PERSON
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    values: tuple[str, ...] = ()
    values_from: str | None = None
    towns_only: bool = False
    heard: bool = False
    unheard: tuple[str, ...] = ()
    longest: int = 200
    given_by: tuple[str, ...] = ()
    applies_when: Condition | None = None
    exclusive: str | None = None
    valid_for: int | None = None
    allows: tuple[str, ...] = NO_ANSWER
    implies: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    shown_when: Mapping[str, Condition] = field(default_factory=dict)
    opens: Mapping[str, str] = field(default_factory=dict)
    not_after_today: bool = False
    not_before_today: bool = False
    bands: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    renamed_from: Mapping[str, str] = field(default_factory=dict)

    @property
    def free(self) -> bool:
        """Whether the answer is free words, which only distress and explicit commands interrupt."""
        return self.type in FREE_TYPES

    @property
    def several(self) -> bool:
        """Whether the fact holds a tuple of values."""
        return self.type in (FactType.MANY, FactType.PLACES)


Vocabulary = Mapping[str, FactSpec]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was said for a fact: the value, when, and in which turn."""

    value: Value
    said_at: datetime
    turn: int

    @property
    def said(self) -> bool:
        """Whether it is a value rather than `unknown` or `declined`."""
        return self.value not in NO_ANSWER

    def stale(self, spec: FactSpec, now: datetime) -> bool:
        """Whether it was said too long ago to be used without asking if it still holds."""
        return spec.valid_for is not None and now - self.said_at > timedelta(days=spec.valid_for)


class RefusedValueError(ValueError):
    """The value is not one the fact accepts; `reason` is the key of the words that say so."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def canonical(spec: FactSpec, value: Value, today: date, offered: tuple[str, ...] = ()) -> Value:
    """The value in its stored form; raises `RefusedValueError` where the fact does not accept it.

    `offered` are the values of a fact whose values come from the conversation.
    """
    if value in NO_ANSWER:
        if value not in spec.allows:
            raise RefusedValueError("answer_needed")
        return value
    if spec.several:
        return _several(spec, (value,) if isinstance(value, str) else tuple(value))
    if not isinstance(value, str):
        raise RefusedValueError("one_answer")
    return _single(spec, value, today, offered)


def _several(spec: FactSpec, values: tuple[str, ...]) -> tuple[str, ...]:
    unique = tuple(dict.fromkeys(values))
    if not unique or (spec.type is FactType.MANY and any(value not in spec.values for value in unique)):
        raise RefusedValueError("not_an_option")
    if spec.exclusive in unique:
        if len(unique) > 1:
            unique = tuple(value for value in unique if value != spec.exclusive)
        else:
            return unique
    if spec.type is FactType.MANY:
        return tuple(value for value in spec.values if value in unique)
    return unique


def _single(spec: FactSpec, value: str, today: date, offered: tuple[str, ...]) -> str:
    match spec.type:
        case FactType.ONE if value not in (offered if spec.values_from else spec.values):
            raise RefusedValueError("not_an_option")
        case FactType.YES_NO if value not in ("yes", "no"):
            raise RefusedValueError("yes_or_no")
        case FactType.DATE:
            return _date(spec, value, today)
        case FactType.NUMBER if not (value.isascii() and value.isdigit()):
            raise RefusedValueError("number_needed")
        case FactType.WORDS | FactType.CONTACT:
            return _words(spec, value)
    return value


def _words(spec: FactSpec, value: str) -> str:
    """The person's own words, without what can't be seen; a contact holds a number or an address to write to."""
    seen = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    if not seen:
        raise RefusedValueError("words_needed")
    if spec.type is FactType.CONTACT and "@" not in seen and sum(letter.isdigit() for letter in seen) < SHORTEST_NUMBER:
        raise RefusedValueError("contact_needed")
    if len(seen) > spec.longest:
        raise RefusedValueError("too_long")
    return seen


def _date(spec: FactSpec, value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise RefusedValueError("date_needed") from None
    if spec.not_after_today and day > today:
        raise RefusedValueError("date_in_future")
    if spec.not_before_today and day < today:
        raise RefusedValueError("date_in_past")
    return day.isoformat()


def still_allowed(spec: FactSpec, value: Value) -> Value | None:
    """A stored value as today's vocabulary reads it: renamed where it was renamed, None where it is no longer allowed."""
    if value in NO_ANSWER:
        return value if value in spec.allows else None
    if isinstance(value, tuple):
        kept = tuple(spec.renamed_from.get(one, one) for one in value)
        known = kept if spec.type is not FactType.MANY else tuple(one for one in kept if one in spec.values)
        return known if known and spec.several else None
    renamed = spec.renamed_from.get(value, value)
    if spec.type is FactType.ONE and not spec.values_from and renamed not in spec.values:
        return None
    return None if spec.several else renamed
