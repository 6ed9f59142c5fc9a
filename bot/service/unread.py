"""Sentences that weren't understood, kept where people allowed it, without who wrote them, for the team to learn from.

Each stays with its author, so that it goes with them; whoever reads it sees its text, its language and its day alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.conversation.effects import Effect, ForgetUnread, KeepUnread
from bot.conversation.events import EffectResult, UnreadForgotten, UnreadKept
from bot.montreal import day_of
from bot.service.protocols import EffectContext
from bot.store import audit_log
from bot.store.sealing import Sealer
from bot.store.tables import unread

TEXT = "unread.text"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence as it was kept."""

    text: str
    language: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Same:
    """The sentences of the same text and language: the row and the day of the newest, and how many they are."""

    number: int
    sentence: Sentence
    count: int


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Handles `KeepUnread` and `ForgetUnread`."""

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        match effect:
            case KeepUnread(text=text, language=language):
                row = {
                    "person_id": context.person_id,
                    "language": language,
                    "day": day_of(context.now),
                    "text_sealed": context.sealer.seal(text, TEXT),
                }
                connection.execute(insert(unread).values(row))
                return UnreadKept()
            case ForgetUnread():
                forget_sentences(connection, (context.person_id,))
                return UnreadForgotten()
        raise TypeError(type(effect).__name__)


def sentences(connection: Connection, sealer: Sealer, person_id: int | None = None) -> tuple[Sentence, ...]:
    """Every sentence kept, or those of one person; the newest first."""
    return tuple(sentence for _, sentence in _rows(connection, sealer, person_id))


def read_by_command(connection: Connection, sealer: Sealer, now: datetime) -> tuple[Sentence, ...]:
    """Every sentence kept, the newest first; the look is in the audit log."""
    audit_log.note(connection, at=now, actor="operator", action="unread_read", subject="unread")
    return sentences(connection, sealer)


def grouped(connection: Connection, sealer: Sealer) -> tuple[Same, ...]:
    """Every text kept with how often it was written in its language; the newest first."""
    rows = _rows(connection, sealer)
    written = Counter((one.language, one.text) for _, one in rows)
    newest: dict[tuple[str, str], Same] = {}
    for number, one in rows:
        key = (one.language, one.text)
        newest.setdefault(key, Same(number=number, sentence=one, count=written[key]))
    return tuple(newest.values())


def erase_same(connection: Connection, sealer: Sealer, number: int) -> bool:
    """Erases a sentence and those of the same text and language; whether there was one of this number."""
    rows = _rows(connection, sealer)
    asked = next((one for row, one in rows if row == number), None)
    if asked is None:
        return False
    same = [row for row, one in rows if (one.language, one.text) == (asked.language, asked.text)]
    connection.execute(delete(unread).where(unread.c.id.in_(same)))
    return True


def forget_sentences(connection: Connection, person_ids: Sequence[int]) -> None:
    """Erases every sentence kept of these people."""
    connection.execute(delete(unread).where(unread.c.person_id.in_(person_ids)))


def _rows(connection: Connection, sealer: Sealer, person_id: int | None = None) -> tuple[tuple[int, Sentence], ...]:
    query = select(unread).order_by(unread.c.day.desc(), unread.c.id.desc())
    if person_id is not None:
        query = query.where(unread.c.person_id == person_id)
    return tuple(
        (row.id, Sentence(text=sealer.unseal(row.text_sealed, TEXT), language=row.language, day=row.day))
        for row in connection.execute(query)
    )
