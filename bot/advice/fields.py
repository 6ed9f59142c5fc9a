"""The fields a profile may hold, and the values each accepts.

The names are those of rules §1 (eligibility), §2 (readiness) and §3 (routing); no other field exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

ABSENT = "absent"
"""How a table names a field that was never asked."""
UNKNOWN = "unknown"
DECLINED = "declined"
UNSAID = (ABSENT, UNKNOWN, DECLINED)
"""What a field can be instead of one of its values; the last two are answers, accepted for every field."""
NAMED = "named"
"""How a table names any text given to a field of free words."""
WITHIN, AFTER = "within", "after"
"""How a table names a date by the years gone since."""
NO_STATUS = "no_status"
"""The status for which nothing is computed."""


class Kind(Enum):
    """How the value of a field is written."""

    ONE = "one"  # one of its values
    MANY = "many"  # one or several of its values
    YES_NO = "yes_no"  # true or false
    DATE = "date"  # an ISO date
    PLACE = "place"  # a municipality, or for a destination also a region
    WORDS = "words"  # any text; the values listed have a meaning of their own


class Policy(Enum):
    """The three questions a profile answers."""

    SCREEN = "screen"  # which programmes (rules §1)
    ASSESS = "assess"  # how ready (rules §2)
    ROUTE = "route"  # which organisations (rules §3)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field, how it is written, its values, and the policies that read it."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    read_by: frozenset[Policy]


_SCREEN = frozenset({Policy.SCREEN, Policy.ROUTE})
_ASSESS = frozenset({Policy.ASSESS, Policy.ROUTE})
_ROUTE = frozenset({Policy.ROUTE})
_ALL = frozenset(Policy)

_PERIMETERS_OF_HOME = ("rmm", "cmm", "rmr", "region", "other_province", "abroad")
_PERIMETERS_OF_DESTINATION = ("undecided", "region", "partly_metropolitan", "cmm", "rmr", "rmm", "outside_quebec")
_STATUSES = (
    "permanent_resident",
    "protected_person",
    "asylum_seeker",
    "temporary_worker_closed",
    "temporary_worker_open",
    "worker_spouse",
    "post_graduation_permit",
    "international_student",
    "citizen",
    "other_status",
    "visitor",
    NO_STATUS,
    "not_in_canada",
)
_PARTNERS = (
    "none",
    "agrees",
    "undecided",
    "opposed",
    "not_consulted",
    "already_there",
    "abroad",
    "leaving_without_partner",
)


def _one(name: str, values: tuple[str, ...], read_by: frozenset[Policy]) -> Field:
    return Field(name=name, kind=Kind.ONE, values=values, read_by=read_by)


def _of_kind(name: str, kind: Kind, read_by: frozenset[Policy]) -> Field:
    return Field(name=name, kind=kind, read_by=read_by)


_FIELDS = (
    _one("status", _STATUSES, _ALL),
    _of_kind("csq", Kind.YES_NO, _SCREEN),
    _one("residence", _PERIMETERS_OF_HOME, _SCREEN),
    _of_kind("municipality", Kind.PLACE, _SCREEN),
    _one("destination_perimeter", _PERIMETERS_OF_DESTINATION, _ALL),
    Field(name="destination", kind=Kind.PLACE, values=("undecided", "outside_quebec"), read_by=_ALL),
    Field(
        name="project",
        kind=Kind.MANY,
        values=("job", "settlement", "training", "business", "join_family", "undecided"),
        read_by=_ALL,
    ),
    _one("job_offer", ("none", "interview", "offered", "accepted"), _ALL),
    _of_kind("other_programme", Kind.YES_NO, _SCREEN),
    _of_kind("sae_r_enrolled", Kind.YES_NO, _SCREEN),
    _one("age_band", ("under_14", "14_17", "18_34", "35", "36_plus"), _SCREEN),
    _of_kind("arrival_date", Kind.DATE, _SCREEN),
    _of_kind("on", Kind.DATE, _ALL),
    _one("partner", _PARTNERS, _ASSESS),
    _one("partner_plan", ("job_or_training", "by_choice", "no_plan"), _ASSESS),
    _one("children", ("none", "planned", "not_checked", "unsolved_need"), _ASSESS),
    _of_kind("training_confirmed", Kind.YES_NO, _ASSESS),
    _one("network", ("close", "acquaintance", "organisation", "none"), _ASSESS),
    _one("housing", ("secured", "temporary", "searching", "none"), _ASSESS),
    _one("lease", ("none", "ends_before", "assigned", "in_progress", "unresolved"), _ASSESS),
    _one("licence", ("valid", "exchange_started", "none"), _ASSESS),
    _one("car", ("yes", "planned", "no"), _ASSESS),
    _one("place_type", ("urban", "town", "rural"), _ASSESS),
    _one("savings", ("under_2_months", "2_to_3_months", "over_3_months"), _ASSESS),
    _one("french", ("none", "basic", "intermediate", "advanced"), _ASSESS),
    _one("credentials", ("not_needed", "done", "started", "not_started"), _ASSESS),
    _one("region_knowledge", ("visited", "researched", "little"), _ASSESS),
    _one("departure", ("within_1_week", "within_4_weeks", "within_3_months", "later", "undecided"), _ASSESS),
    _of_kind("departure_date", Kind.DATE, _ASSESS),
    _one("permit_end", ("before_departure", "after_departure"), _ASSESS),
    _of_kind("employer_change", Kind.YES_NO, _ASSESS),
    _one("welcome", ("known", "none"), _ASSESS),
    _of_kind("danger", Kind.YES_NO, _ROUTE),
    _of_kind("permit_question", Kind.YES_NO, _ROUTE),
    Field(name="followed_by", kind=Kind.WORDS, values=("none",), read_by=_ROUTE),
    _one("language", ("fr", "en", "es"), _ROUTE),
)

FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _FIELDS})
"""Every field by its name, in the order of the rules."""


def cells_of(name: str) -> tuple[str, ...]:
    """The values of a field as a decision table writes them; `no_status` is left out, since no table is read for it."""
    field = FIELDS[name]
    match field.kind:
        case Kind.YES_NO:
            return ("true", "false")
        case Kind.WORDS:
            return (*field.values, NAMED)
        case Kind.DATE:
            return (WITHIN, AFTER)
    return tuple(value for value in field.values if value != NO_STATUS)
