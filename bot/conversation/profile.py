"""From facts to the fields that the policies read: what was said in a conversation, as one record of rules §1 to §3.

Facts said too long ago count as absent, so that they are asked again. Nothing that a policy doesn't read goes through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from bot.advice.fields import FIELDS, Kind
from bot.conversation.facts import NO_ANSWER, UNKNOWN, Value
from bot.conversation.memory import Memory

PARTNER = "partner_"
OF_THE_PARTNER = ("project", "status", "job_offer", "other_programme", "sae_r_enrolled", "csq", "age_band")
FACT_OF_FIELD = {"destination_perimeter": "destination", "municipality": "home_town"}
_GREATER_MONTREAL = ("montreal", "laval")
_PARTLY = ("suburb", "lanaudiere", "laurentides", "monteregie")

Record = Mapping[str, object]


def record(memory: Memory, today: date, regions: Collection[str]) -> Record:
    """What the policies read of the person; `regions` are the slugs of the regions."""
    said: dict[str, object] = {"on": today.isoformat(), "language": memory.value("language") or "fr"}
    for field in FIELDS.values():
        if field.name in memory.script.vocabulary and field.name not in ("language", "residence", "destination"):
            value = memory.fresh(field.name)
            if value is not None:
                said[field.name] = _plain(field.kind, value)
    said |= _home(memory, regions) | _goal(memory)
    if _is_past(said.get("departure_date"), today):
        del said["departure_date"]
    if "departure_date" in said and said["departure_date"] not in NO_ANSWER:
        said.pop("departure", None)
    return said


def partner_record(memory: Memory, today: date, regions: Collection[str]) -> Record:
    """The same for the partner: their own project and status, the same home and destination."""
    said = dict(record(memory, today, regions))
    for name in OF_THE_PARTNER:
        said.pop(name, None)
        value = memory.fresh(f"{PARTNER}{name}")
        if value is not None:
            said[name] = _plain(FIELDS[name].kind, value)
    return said


def _plain(kind: Kind, value: Value) -> object:
    if isinstance(value, tuple):
        return list(value)
    if kind is Kind.YES_NO and value not in NO_ANSWER:
        return value == "yes"
    return value


def _home(memory: Memory, regions: Collection[str]) -> dict[str, object]:
    value = memory.fresh("residence")
    if value is None or not isinstance(value, str):
        return {}
    if value in _PARTLY:
        town = memory.fresh("home_town")
        return {} if town is None else {"municipality": town} if town not in NO_ANSWER else {"residence": UNKNOWN}
    if value in (*FIELDS["residence"].values, *NO_ANSWER):
        return {"residence": value}
    if value in _GREATER_MONTREAL:
        return {"residence": "rmm"}
    return {"residence": "region"} if value in regions else {"municipality": value}


def _goal(memory: Memory) -> dict[str, object]:
    value = memory.fresh("destination")
    if value is None:
        return {}
    town = memory.fresh("destination_town")
    if town is not None and town not in NO_ANSWER:
        return {"destination": town}
    return {"destination": value}


def _is_past(day: object, today: date) -> bool:
    return isinstance(day, str) and day not in NO_ANSWER and date.fromisoformat(day) < today


def fact_of(field: str, memory: Memory) -> str | None:
    """The fact to ask for a field that is missing: the town after its region, the situation before the status."""
    if field == "residence" and memory.fresh("residence") in _PARTLY:
        return "home_town"
    if field == "status" and memory.fresh("situation") is None:
        return "situation"
    fact = FACT_OF_FIELD.get(field, field)
    return fact if fact in memory.script.vocabulary else None
