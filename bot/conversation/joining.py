"""Two conversations of one person become one: what was said here joins what was said there, and they decide where it differs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.conversation import unread
from bot.conversation.brought import BROUGHT, brought
from bot.conversation.events import Joined
from bot.conversation.facts import Known, Scope, Value, still_allowed
from bot.conversation.journal import Applied
from bot.conversation.talk import Talk

JOINED = "joined"
LANGUAGE = "language"
REFERRAL = "referral"


def joined(talk: Talk, event: Joined) -> None:
    """Keep what was said here and nowhere else; where both were answered and differ, nothing changes before they say so."""
    for reference in event.referrals:
        talk.note(Applied(effect=REFERRAL, detail=reference))
    conflicts: dict[str, Value] = {}
    for fact, value in _usable(talk, event.facts):
        if fact == unread.MAY_KEEP:
            unread.joined(talk, value)
            continue
        known = talk.memory.known(fact)
        if known is None or not known.said:
            talk.set(fact, value)
        elif known.value != value:
            conflicts[fact] = value
    unread.forget_brought(talk, event.facts)
    talk.open(JOINED, {BROUGHT: json.dumps(conflicts, ensure_ascii=False)} if conflicts else None)


def _usable(talk: Talk, facts: tuple[tuple[str, Known], ...]) -> Iterator[tuple[str, Value]]:
    """The answers about the person that were really given, still allowed and not too old to be used without asking."""
    for fact, known in facts:
        spec = talk.script.vocabulary.get(fact)
        if spec is None or spec.scope is not Scope.PERSON or fact == LANGUAGE or not known.said:
            continue
        value = still_allowed(spec, known.value)
        if value is not None and not known.stale(spec, talk.now):
            yield fact, value


def take_brought(talk: Talk) -> None:
    """Take the answers given here in place of the others."""
    for fact, value in brought(talk.memory.value(BROUGHT)).items():
        talk.set(fact, value)
