"""One turn from end to end: a message is understood outside any transaction, then everything it does is one transaction.

The journal, the conversation, what the effects did and the replies are committed together, and only then told.
"""

from __future__ import annotations

import logging
from asyncio import get_running_loop, wrap_future
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.effects import Erase
from bot.conversation.events import Began, Event, JoinAsked, Reading, Said, Unreadable
from bot.conversation.journal import Conversation, Turn
from bot.conversation.replies import Reply
from bot.service import passages, people, records
from bot.service.discretion import told
from bot.service.heart import Heart
from bot.service.measures import Measures
from bot.service.people import Place
from bot.service.protocols import EffectContext, Handlers, Reader
from bot.service.updates import Answer, Blank, Commanded, Joining, Typed, Update
from bot.store import faults
from bot.store.store import Store

UNDERSTANDING_THREADS = 4
TROUBLE = "problems.trouble"
FIRST_LANGUAGE = "fr"
OUTSIDE_QUEBEC = ("telegram",)
"""Channels whose messages pass through computers outside Québec."""
_logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
KeepUp = Callable[[], Awaitable[None]]
"""Reads again what other processes may have changed, where it is too old."""


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class _Where:
    """A conversation as it stood at `revision`."""

    conversation: Conversation
    revision: int

    def stands_at(self, place: Place) -> bool:
        """Whether it is the one of the place, as it stands there; that of someone new begins at the place's number."""
        return (self.revision, self.conversation.base) == (place.revision, place.base)


@dataclass(frozen=True, kw_only=True)
class _Understood:
    """A text read against the question of `asking` (None where there was none)."""

    reading: Reading
    asking: int | None
    where: _Where


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Where a turn has led so far: the conversation after it and the replies, not yet recorded."""

    conversation: Conversation
    replies: tuple[Reply, ...]


class Turns:
    """Takes messages and answers them; `clock` gives the present instant, aware."""

    def __init__(
        self,
        *,
        store: Store,
        heart: Heart,
        reader: Reader,
        handlers: Handlers,
        clock: Clock = utc_now,
        measures: Measures | None = None,
        keep_up: KeepUp | None = None,
    ) -> None:
        self._store = store
        self._heart = heart
        self._reader = reader
        self._handlers = handlers
        self._clock = clock
        self._measures = measures or Measures()
        self._keep_up = keep_up
        self._understanding = ThreadPoolExecutor(UNDERSTANDING_THREADS, thread_name_prefix="escale-understanding")

    def close(self) -> None:
        """Waits for the texts being understood."""
        self._understanding.shutdown()

    async def take(self, update: Update) -> Answer:
        """The replies to a message, once they and all it did are on disk; the same message again gives the same replies.

        Raises SQLAlchemyError where the database can't be written: nothing was recorded, and it may be sent again; and
        `EndedError` where the author's address ended.
        """
        started = perf_counter()
        self._measures.begun()
        outcome = "unavailable"
        try:
            answer = await self._answer(update)
            outcome = "repeated" if answer.repeated else "trouble" if answer.trouble else "answered"
            return answer
        finally:
            self._measures.ended(update.channel, outcome, perf_counter() - started)

    async def _answer(self, update: Update) -> Answer:
        try:
            if self._keep_up:
                await self._keep_up()
            understood = await self._understand(update)
            while True:
                done = await wrap_future(self._store.write(partial(self._turn, update, understood)))
                if isinstance(done, Answer):
                    return done
                understood = await self._read(update, done)
        except (SQLAlchemyError, people.EndedError):
            raise
        except Exception as error:  # noqa: BLE001 whoever wrote is answered, whatever went wrong
            _logger.error("a turn on %s failed: %s", update.channel, told(error))
            return await wrap_future(self._store.write(partial(self._apologise, update)))

    # --- understanding, outside any transaction -----------------------------------------------------------------------

    async def _understand(self, update: Update) -> _Understood | None:
        if not isinstance(update.message, Typed):
            return None
        return await self._read(update, await wrap_future(self._store.read(partial(self._where, update))))

    def _where(self, update: Update, connection: Connection) -> _Where:
        place = people.find(connection, self._store, update.channel, update.address)
        if place is None:
            return _Where(conversation=Conversation(), revision=0)
        conversation = records.conversation_at(connection, self._store.sealer, place)
        return _Where(conversation=conversation, revision=place.revision)

    async def _read(self, update: Update, where: _Where) -> _Understood | None:
        if not isinstance(update.message, Typed):
            return None
        return await get_running_loop().run_in_executor(self._understanding, self._reading, update.message.text, where)

    def _reading(self, text: str, where: _Where) -> _Understood:
        now = self._clock()
        standing = self._heart.stand(where.conversation, now)
        asking = standing.question.asking if standing.question else None
        return _Understood(reading=self._reader.read(text, standing, now), asking=asking, where=where)

    # --- the transaction ----------------------------------------------------------------------------------------------

    def _turn(self, update: Update, understood: _Understood | None, connection: Connection) -> Answer | _Where:
        """The whole turn; the conversation instead where its question changed since the text was understood."""
        if self._gone(update, connection):
            return _answer((), repeated=True)
        now, sealer = self._clock(), self._store.sealer
        place = people.lock(connection, self._store, update.channel, update.address, now)
        joined: Event | None = None
        if isinstance(update.message, Joining):
            if update.message.linked:
                joined = JoinAsked(code=update.message.code, language=update.message.language)
            else:
                joined = passages.join(connection, self._store, place, update.message.code, now)
                place = people.lock(connection, self._store, update.channel, update.address, now)
        if understood and understood.where.stands_at(place):
            conversation = understood.where.conversation
        else:
            conversation = records.conversation_at(connection, sealer, place)
            if understood and understood.asking != self._heart.asking(conversation, now):
                return _Where(conversation=conversation, revision=place.revision)
        key = records.update_key(self._store, update)
        incoming = records.record_incoming(connection, sealer, place, update, key, now, "answered")
        if incoming is None:
            return _answer(records.replies_to(connection, sealer, update, key), repeated=True)
        faults.reach("after_intake")
        event = joined or _event(update, understood, conversation)
        after = self._advance(connection, place, update.channel, conversation, event, now)
        language = _language(place, after.replies)
        made = tuple(turn for turn in after.conversation.turns if turn.number > place.last_number)
        self._store_turns(connection, place, made, after, language, now)
        unasked = records.take_unasked(connection, sealer, place, incoming, now) if update.returned else ()
        records.record_replies(connection, sealer, place, incoming, after.replies, now, sent=update.returned)
        records.record_statistics(connection, made, update.channel, language, now)
        return _answer((*unasked, *enumerate(after.replies, place.last_sequence + 1)))

    def _gone(self, update: Update, connection: Connection) -> bool:
        """Whether a message that waited was erased with everything of whoever wrote it: answering would keep them anew."""
        known = update.recorded is None or people.find(connection, self._store, update.channel, update.address)
        return not known

    def _advance(
        self,
        connection: Connection,
        place: Place,
        channel: str,
        conversation: Conversation,
        event: Event,
        now: datetime,
    ) -> _Told:
        """Runs the heart, then applies effects and runs it on their results, until none remains."""
        conversation = replace(conversation, passes_outside=channel in OUTSIDE_QUEBEC)
        outcome = self._heart.turn(conversation, event, now)
        conversation = conversation.plus(outcome.turn)
        replies, effects = outcome.replies, outcome.effects
        while effects:
            context = EffectContext(
                person_id=place.person_id,
                conversation_id=place.conversation_id,
                number=conversation.last_number,
                now=now,
                channel=channel,
                language=_language(place, replies),
                sealer=self._store.sealer,
                find=self._store.find,
            )
            result = self._handlers[type(effects[0])].apply(effects[0], context, connection)
            if isinstance(effects[0], Erase):
                conversation = Conversation(base=conversation.last_number)
            outcome = self._heart.turn(conversation, result, now)
            conversation = conversation.plus(outcome.turn)
            replies, effects = (*replies, *outcome.replies), (*effects[1:], *outcome.effects)
        return _Told(conversation=conversation, replies=replies)

    def _store_turns(
        self,
        connection: Connection,
        place: Place,
        made: tuple[Turn, ...],
        after: _Told,
        language: str,
        now: datetime,
    ) -> None:
        for turn in made:
            records.record_turn(connection, self._store.sealer, place, turn)
        records.move(
            connection,
            place,
            language=language,
            base=after.conversation.base,
            number=after.conversation.last_number,
            replies=len(after.replies),
            now=now,
        )

    def _apologise(self, update: Update, connection: Connection) -> Answer:
        """Records the message that could not be answered, says so kindly, and leaves the conversation where it stood."""
        if self._gone(update, connection):
            return _answer((), repeated=True)
        now, sealer = self._clock(), self._store.sealer
        place = people.lock(connection, self._store, update.channel, update.address, now)
        key = records.update_key(self._store, update)
        incoming = records.record_incoming(connection, sealer, place, update, key, now, "trouble")
        if incoming is None:
            return _answer(records.replies_to(connection, sealer, update, key), repeated=True)
        language = place.language or FIRST_LANGUAGE
        replies = (Reply(text=self._heart.script.words.text(language, TROUBLE), key=TROUBLE, language=language),)
        records.record_replies(connection, sealer, place, incoming, replies, now, sent=update.returned)
        records.move(
            connection,
            place,
            language=place.language,
            base=place.base,
            number=place.last_number,
            replies=len(replies),
            now=now,
        )
        return _answer(tuple(enumerate(replies, place.last_sequence + 1)), trouble=True)


def _event(update: Update, understood: _Understood | None, conversation: Conversation) -> Event:
    match update.message:
        case Typed(text=text):
            return Said(text=text, reading=understood.reading if understood else Reading())
        case Joining():
            raise TypeError("a code is joined before it is an event")
        case Commanded(command=command, language=language):
            begins = None if conversation.turns else language
            return Said(text="", reading=Reading(command=command, language=begins))
        case Blank():
            return Unreadable(reason="empty") if conversation.turns else Began()
        case message:
            return message


def _answer(numbered: records.Numbered, *, repeated: bool = False, trouble: bool = False) -> Answer:
    sequences, replies = tuple(number for number, _ in numbered), tuple(reply for _, reply in numbered)
    return Answer(replies=replies, sequences=sequences, repeated=repeated, trouble=trouble)


def _language(place: Place, replies: tuple[Reply, ...]) -> str:
    return replies[-1].language if replies else place.language or FIRST_LANGUAGE
