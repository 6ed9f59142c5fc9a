"""Any person that the fields of a profile can describe, for tests of what must hold for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.advice.fields import DECLINED, FIELDS, UNKNOWN, Field, Kind, Policy
from bot.advice.profile import Profile, read_profile
from bot.loading.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
TODAY = date(2026, 11, 20)
DAYS = ("2021-10-27", "2021-10-28", "2025-01-31", "2025-02-01", "2026-11-20")
_LEFT_OUT = ("municipality", "destination", "departure_date", "followed_by")


def _answers(field: Field) -> st.SearchStrategy[Any]:
    if field.name == "on":
        return st.sampled_from(DAYS)
    unsaid = st.sampled_from((UNKNOWN, DECLINED))
    match field.kind:
        case Kind.YES_NO:
            return st.booleans() | unsaid
        case Kind.MANY:
            return st.lists(st.sampled_from(field.values), min_size=1, max_size=3, unique=True) | unsaid
        case Kind.DATE:
            return st.sampled_from(("2015-10-28", "2016-02-29", "2021-01-01")) | unsaid
    return st.sampled_from(field.values) | unsaid


def records(policy: Policy) -> st.SearchStrategy[dict[str, Any]]:
    """Records with any of the fields that a policy reads, each absent or with one of its answers."""
    fields = [field for field in FIELDS.values() if policy in field.read_by and field.name not in _LEFT_OUT]
    return st.fixed_dictionaries({}, optional={field.name: _answers(field) for field in fields})


def profiles(policy: Policy) -> st.SearchStrategy[Profile]:
    """The profiles of such records."""
    return records(policy).map(lambda record: profile(**record))


def profile(**record: Any) -> Profile:
    """The profile of one record, read today where it does not say when."""
    return read_profile(record, KNOWLEDGE, today=TODAY)
