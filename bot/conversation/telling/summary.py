"""The one page that a handoff sends: French for the counsellor, and the same page in the person's language for them to read.

First five lines: deadline, a safe way and hour to reach the person, language, who follows them, what they ask; then the rest
in the order in which a counsellor works.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.advice.criteria import Verdict
from bot.advice.eligibility import Screening
from bot.advice.readiness import Assessment, Colour
from bot.advice.summary import REVEALING_FACTS, REVEALING_THEMES, URGENT, is_discreet, may_quote
from bot.conversation.facts import NO_ANSWER, Value
from bot.conversation.telling.teller import Teller
from bot.conversation.words import language_name

COUNSELLOR = "fr"
MINISTRY = "ministry"
NOBODY = "none"
_REACHED_AT = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d[\d\s().-]{5,}\d")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "project": ("project",),
    "place": ("residence", "home_town", "destination", "destination_town", "region_knowledge"),
    "job": ("job_offer", "training_confirmed", "credentials", "other_programme", "sae_r_enrolled"),
    "household": ("partner", "partner_plan", "children"),
    "housing": ("housing", "lease", "licence", "car"),
    "language_level": ("french",),
    "network": ("network",),
    "money": ("savings",),
}


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All that a page is made of; `label` reads a fact's value in a language, `pair` does so after its name where the
    value says nothing alone, `value` gives what was said."""

    organization: str
    organization_name: str
    kind: str
    deliverable: bool
    urgent: bool
    value: Callable[[str], Value | None]
    label: Callable[[str, str], str | None]
    pair: Callable[[str, str], str | None]
    screening: Screening
    assessment: Assessment
    themes: tuple[str, ...]

    @property
    def status(self) -> str | None:
        """The status said, None where it was not."""
        status = self.value("status")
        return status if isinstance(status, str) and status not in NO_ANSWER else None

    @property
    def discreet(self) -> bool:
        """Whether the status stays quiet."""
        return self.kind == MINISTRY or is_discreet(self.status)


def page(teller: Teller, brief: Brief) -> str:
    """The page as text, a line a subject, in the teller's language."""
    return "\n".join(line for line in _lines(teller, brief) if line)


def body(teller: Teller, brief: Brief) -> str:
    """The same page as JSON text: what was said by fact, verdicts and colours where they reveal nothing."""
    said = {
        fact: list(value) if isinstance(value, tuple) else value
        for fact in ("departure", "departure_date", "contact_hour", *_follower_fact(brief), *_facts(brief))
        if (value := brief.value(fact)) is not None
    }
    quote = _quote(brief)
    content: dict[str, object] = {
        "version": 1,
        "language": teller.language,
        "urgent": brief.urgent,
        "contact": _contact(brief),
        "said": said | ({"request": quote} if quote else {}),
        "themes": {theme: colour.value for theme, colour in _themes(brief)},
    }
    if not brief.discreet:
        content["recipient"] = brief.organization
        content["kind"] = brief.kind
        content["status"] = brief.status
        content["programmes"] = {
            result.id: {
                "verdict": result.verdict.value,
                "to_confirm": [one.id for one in result.criteria if one.outcome == "to_confirm"],
            }
            for result in brief.screening.programmes
            if result.verdict in (Verdict.ELIGIBLE, Verdict.TO_CONFIRM)
        }
        content["readiness"] = brief.assessment.colour.value
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _follower_fact(brief: Brief) -> tuple[str, ...]:
    return () if brief.discreet else ("followed_by",)


def _lines(teller: Teller, brief: Brief) -> Iterator[str]:
    title = "summary.title_discreet" if brief.discreet else "summary.title"
    yield teller.say(title, {"organization": brief.organization_name})
    yield from _first_five(teller, brief)
    yield ""
    yield _status(teller, brief)
    if not brief.discreet:
        yield from _programmes(teller, brief)
    for group, facts in _GROUPS.items():
        labels = [text for fact in facts if fact in _facts(brief) and (text := brief.pair(fact, teller.language))]
        if labels:
            yield teller.say(f"summary.{group}", {"said": "; ".join(labels)})
    yield from _readiness(teller, brief)
    yield teller.say("summary.next_direct" if brief.deliverable else "summary.next_held")
    yield teller.say("summary.information_only")


def _first_five(teller: Teller, brief: Brief) -> Iterator[str]:
    departure = brief.label("departure_date", teller.language) or brief.label("departure", teller.language)
    not_said = teller.say("common.not_said")
    yield teller.say(
        "summary.deadline_urgent" if brief.urgent else "summary.deadline", {"departure": departure or not_said}
    )
    yield teller.say(
        "summary.contact",
        {
            "contact": _contact(brief) or not_said,
            "hour": brief.label("contact_hour", teller.language) or not_said,
        },
    )
    yield teller.say(
        "summary.language", {"language": language_name(teller.language, str(brief.value("language") or COUNSELLOR))}
    )
    yield _follower(teller, brief, not_said)
    quote = _quote(brief)
    if quote:
        yield teller.say("summary.request_quoted", {"words": quote})
    else:
        yield teller.say("summary.request", {"project": brief.label("project", teller.language) or not_said})


def _contact(brief: Brief) -> str:
    """How to reach the person; where the status stays quiet, the number or address alone: words around it could say it."""
    said = str(brief.value("contact") or "")
    return ", ".join(_REACHED_AT.findall(said)) if brief.discreet else said


def _follower(teller: Teller, brief: Brief, not_said: str) -> str:
    """Who follows the person; where the status stays quiet the name could say it, so only that there is someone."""
    named = brief.value("followed_by")
    if brief.discreet and isinstance(named, str) and named not in (*NO_ANSWER, NOBODY):
        return teller.say("summary.followed_elsewhere")
    return teller.say("summary.followed_by", {"organization": brief.label("followed_by", teller.language) or not_said})


def _quote(brief: Brief) -> str | None:
    words = brief.value("request")
    if not isinstance(words, str) or words in NO_ANSWER:
        return None
    return words if may_quote(brief.status, brief.value("quote") == "yes") else None


def _status(teller: Teller, brief: Brief) -> str:
    if brief.discreet:
        return teller.say("summary.status_to_discuss")
    return teller.say("summary.status", {"status": brief.label("status", teller.language) or ""})


def _programmes(teller: Teller, brief: Brief) -> Iterator[str]:
    for verdict in (Verdict.ELIGIBLE, Verdict.TO_CONFIRM, Verdict.INCOMPLETE):
        names = [
            teller.say(f"programmes.{result.id}.name")
            for result in brief.screening.programmes
            if result.verdict is verdict
        ]
        if names:
            yield teller.say(f"summary.{verdict.value}", {"programmes": "; ".join(names)})


def _facts(brief: Brief) -> tuple[str, ...]:
    hidden = REVEALING_FACTS if brief.discreet else ()
    return tuple(fact for facts in _GROUPS.values() for fact in facts if fact not in hidden)


def _themes(brief: Brief) -> tuple[tuple[str, Colour], ...]:
    """The themes that may be told; where nothing was assessed they read as not said, so that silence reveals nothing."""
    hidden = REVEALING_THEMES if brief.discreet else ()
    colours = brief.assessment.themes or dict.fromkeys(brief.themes, Colour.MISSING)
    return tuple((theme, colour) for theme, colour in colours.items() if theme not in hidden)


def _readiness(teller: Teller, brief: Brief) -> Iterator[str]:
    for colour in (Colour.RED, Colour.YELLOW, Colour.MISSING):
        names = [teller.say(f"themes.{theme}.name") for theme, one in _themes(brief) if one is colour]
        if names:
            yield teller.say(f"summary.themes_{colour.value}", {"themes": teller.listed(names)})


def is_urgent(departure: str | None) -> bool:
    """Whether the departure is within four weeks."""
    return departure in URGENT
