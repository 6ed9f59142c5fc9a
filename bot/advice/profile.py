"""One person's answers: each field is absent, unknown, declined or has one of its values.

A profile is read once, checked against the fields of the rules, and what follows from an answer (a perimeter from a town, a
departure from its date) is worked out then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from bot.advice.dates import departure_band, iso_date
from bot.advice.fields import ABSENT, DECLINED, FIELDS, NAMED, UNKNOWN, Field, Kind, Policy
from bot.advice.knowledge import Knowledge
from bot.advice.places import Municipality, Places
from bot.advice.territory import Spot, covers, spot_of_region, spot_of_town
from bot.errors import EscaleError

Values = tuple[str, ...]

_NOT_SAID: Values = (ABSENT,)
_NO_ANSWER = (UNKNOWN, DECLINED)
_MOST_LISTED = 50
_LONGEST_QUOTE = 80


class ProfileError(EscaleError):
    """A profile holds an unknown field or a value that its field does not accept; the message says which it accepts."""

    def __init__(self, name: str, got: object, accepted: Sequence[str], why: str = "is not accepted") -> None:
        self.field = name
        self.got = got
        self.accepted = tuple(accepted)
        listed = ", ".join(self.accepted[:_MOST_LISTED])
        more = len(self.accepted) - _MOST_LISTED
        super().__init__(f"{name}: {_written(got)} {why}; accepted: {listed}{f' and {more} more' if more > 0 else ''}")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The answers as texts (`true` and `false` for yes and no), with what follows from them; `on` is the day of reading.

    `home` and `goal` are the places named for the home and the destination, where a town or a region was named.
    """

    on: date
    answers: Mapping[str, Values]
    arrival_date: date | None = None
    departure_date: date | None = None
    home: Spot = field(default_factory=Spot)
    goal: Spot = field(default_factory=Spot)
    followed_by: str | None = None

    def values(self, name: str) -> Values:
        """The values of a field, `absent` where it was never asked."""
        return self.answers.get(name, _NOT_SAID)

    def says(self, name: str, *values: str) -> bool:
        """Whether the field holds one of these values."""
        return any(value in values for value in self.values(name))

    def with_answer(self, name: str, *values: str) -> Profile:
        """The same person with another answer; places and dates named before are kept as they were."""
        return replace(self, answers={**self.answers, name: values})


def read_profile(
    record: Mapping[str, object], knowledge: Knowledge, *, today: date, policy: Policy = Policy.ROUTE
) -> Profile:
    """The profile that a record describes; `on` is `today` where the record does not say.

    Only the fields that the policy reads are read (routing reads all); the others may be there and are ignored.
    Raises `ProfileError` for a field that does not exist and for a value that a field does not accept.
    """
    for name in record:
        if name not in FIELDS:
            raise _unknown_field(name, record[name])
    fields = (FIELDS[name] for name in record)
    said = {f.name: _checked(f, record[f.name]) for f in fields if policy in f.read_by}
    on = _day(said, "on") or today
    arrival, departure = _day(said, "arrival_date"), _day(said, "departure_date")
    if arrival and arrival > on:
        accepted = (f"a date written YYYY-MM-DD not after {on}", *_NO_ANSWER)
        raise ProfileError("arrival_date", arrival.isoformat(), accepted, "is after the day of the assessment")
    if departure and departure < on:
        accepted = (f"a date written YYYY-MM-DD not before {on}", *_NO_ANSWER)
        raise ProfileError("departure_date", departure.isoformat(), accepted, "is past")
    home, goal = _named_places(said, knowledge.places)
    _derive(said, "municipality", "residence", home.perimeter)
    _derive(said, "destination", "destination_perimeter", goal.perimeter)
    _derive(said, "departure_date", "departure", departure_band(departure, on) if departure else "")
    if policy is not Policy.SCREEN:
        _know_destination(said, goal, knowledge)
    return Profile(
        on=on,
        answers=said,
        arrival_date=arrival,
        departure_date=departure,
        home=home,
        goal=goal,
        followed_by=_followed_by(said),
    )


def _written(got: object) -> str:
    text = json.dumps(got, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _unknown_field(name: str, got: object) -> ProfileError:
    return ProfileError(
        name, got, tuple(FIELDS), f"is given for a field that does not exist{_hint(name, tuple(FIELDS))}"
    )


def _hint(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _checked(field: Field, value: object) -> Values:
    """The value as texts, where the field accepts it."""
    if isinstance(value, str) and value in _NO_ANSWER:
        return (value,)
    match field.kind:
        case Kind.YES_NO if isinstance(value, bool):
            return ("true",) if value else ("false",)
        case Kind.ONE if isinstance(value, str) and value in field.values:
            return (value,)
        case Kind.MANY:
            chosen = [value] if isinstance(value, str) else value
            if isinstance(chosen, list | tuple) and chosen and all(_is_one_of(item, field) for item in chosen):
                return tuple(dict.fromkeys(chosen))
        case Kind.DATE if iso_date(value):
            return (str(value),)
        case Kind.PLACE | Kind.WORDS if isinstance(value, str) and value.strip():
            return (value,)
    raise ProfileError(field.name, value, _accepted(field))


def _is_one_of(item: object, field: Field) -> bool:
    return isinstance(item, str) and item in field.values


def _accepted(field: Field) -> Values:
    match field.kind:
        case Kind.YES_NO:
            return ("true", "false", *_NO_ANSWER)
        case Kind.MANY:
            return (*field.values, "a list of one or several of these", *_NO_ANSWER)
        case Kind.DATE:
            return ("a date written YYYY-MM-DD", *_NO_ANSWER)
        case Kind.PLACE:
            return ("the name of a municipality", *field.values, *_NO_ANSWER)
        case Kind.WORDS:
            return ("the name of an organisation", *field.values, *_NO_ANSWER)
    return (*field.values, *_NO_ANSWER)


def _day(said: Mapping[str, Values], name: str) -> date | None:
    return iso_date(said[name][0]) if name in said else None


def _named_places(said: dict[str, Values], places: Places) -> tuple[Spot, Spot]:
    """The home and the destination that were named; their answers become official names."""
    home, goal = Spot(), Spot()
    if (name := _said_place(said, "municipality")) is not None:
        home = spot_of_town(_town(name, "municipality", places, ()))
        said["municipality"] = (home.municipality,)
    if (name := _said_place(said, "destination")) is not None:
        if name in places.regions:
            goal = spot_of_region(places.regions[name])
        elif name in FIELDS["destination"].values:
            goal = Spot(perimeter=name)
        else:
            goal = spot_of_town(_town(name, "destination", places, tuple(places.regions)))
            said["destination"] = (goal.municipality,)
    return home, goal


def _said_place(said: Mapping[str, Values], name: str) -> str | None:
    value = said.get(name, _NO_ANSWER)[0]
    return None if value in _NO_ANSWER else value


def _town(name: str, field_name: str, places: Places, regions: Values) -> Municipality:
    town = places.municipality(name)
    if town is None:
        names = tuple(town.name for town in places.municipalities)
        raise ProfileError(
            field_name,
            name,
            (*FIELDS[field_name].values, *regions, *_NO_ANSWER, *names),
            f"is not a place that is known{_hint(name, names)}",
        )
    return town


def _derive(said: dict[str, Values], source: str, target: str, value: str) -> None:
    """What an answer says of another field; the two may not disagree."""
    if source not in said:
        return
    if not value:
        said.setdefault(target, said[source])
        return
    given = said.get(target, _NO_ANSWER)[0]
    if given not in (*_NO_ANSWER, value):
        raise ProfileError(target, given, (value,), f"disagrees with {source} {said[source][0]}")
    said[target] = (value,)


def _know_destination(said: dict[str, Values], goal: Spot, knowledge: Knowledge) -> None:
    """The kind of place and the welcome, known from a destination that was named."""
    if not goal.is_named:
        return
    regional = knowledge.directory.of_kind("regional")
    welcomed = any(covers(organization.territory, goal, knowledge.places) for organization in regional)
    said.setdefault("welcome", ("known" if welcomed else "none",))
    town = knowledge.places.municipality(goal.municipality) if goal.municipality else None
    if town:
        said.setdefault("place_type", (town.place_type,))


def _followed_by(said: dict[str, Values]) -> str | None:
    """The organisation that follows the person, if one was named; the answer then says only that there is one."""
    name = said.get("followed_by", _NOT_SAID)[0]
    if name in (ABSENT, *_NO_ANSWER, *FIELDS["followed_by"].values):
        return None
    said["followed_by"] = (NAMED,)
    return name
