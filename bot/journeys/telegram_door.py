"""A path played through Telegram: a person with a phone at a Bot API server of our own, and a house that answers there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Connection, func, select

from bot.channels.telegram.channel import CHANNEL
from bot.channels.telegram.keyboards import read_page
from bot.conversation.facts import Value
from bot.conversation.replies import Reply, read_payload
from bot.errors import EscaleError
from bot.journeys.bot_api.world import Button as ScreenButton
from bot.journeys.bot_api.world import Json, Keyboard, Message, Person, World
from bot.journeys.player import Button, Heard
from bot.service import people
from bot.service.house import House
from bot.service.records import BODY, read_reply
from bot.store.tables import incoming, outgoing

PATIENCE = 20.0
LOOK_EVERY = 0.01


class SilenceError(EscaleError):
    """Nothing was answered in time; the message says what was waited for."""


@dataclass(kw_only=True)
class TelegramDoor:
    """A phone in the world of a loopback Bot API server, which `house` answers; `forward` moves the house's clock by days."""

    world: World
    house: House
    forward: Callable[[int], None]
    person: Person = field(init=False)
    _last: Json | None = None
    _heard: tuple[Heard, ...] = ()
    _seen: int = 0
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.person = self.world.arrive()

    def send(self, text: str, *, again: bool = False) -> tuple[Heard, ...]:
        """Types a text or presses the button of a payload; gives what then appears on the phone.

        What comes again gives the same as before: nothing new may appear.
        """
        if again:
            return self._send_again()
        self._last = self._press(text) if read_payload(text) else self.world.say(self.person, text)
        self._wait_for(lambda: len(self.world.spoken(self.person.id)) > self._seen and self._settled(), "an answer")
        self._heard = tuple(self._appeared())
        return self._heard

    def facts(self) -> Mapping[str, Value]:
        """What the house knows of the person."""
        return self.house.facts(CHANNEL, str(self.person.id))

    def wait(self, days: int) -> None:
        """Moves the house's clock on."""
        self.forward(days)

    def _send_again(self) -> tuple[Heard, ...]:
        assert self._last is not None, "nothing was sent yet"
        self.world.redeliver(self._last)
        self._wait_for(lambda: not self.world.waits_for(self.person), "the message that came again")
        self._wait_for(self._settled, "the message that came again")
        return (*self._heard, *self._appeared())

    # --- pressing -----------------------------------------------------------------------------------------------------

    def _press(self, payload: str) -> Json:
        """Presses the button where it was last shown; on another page of its list, after turning to it."""
        for message in reversed(self.world.spoken(self.person.id)):
            if payload in (one.data for one in message.buttons) or self._turns_to(message, payload):
                return self.world.press(self.person, message, payload)
        for message in reversed(self.world.spoken(self.person.id)):
            if any(payload == one.data for shown in message.was for row in shown for one in row):
                return self.world.press(self.person, message, payload)
        raise SilenceError(f"The button {payload} was never on this phone.")

    def _turns_to(self, message: Message, payload: str) -> bool:
        """Whether a page of the list under a message shows the button; it is then on screen."""
        return any(payload in shown for shown in self._pages(message))

    def _pages(self, message: Message) -> Iterator[Mapping[str, str]]:
        """The pages of a list, the one on screen first, each turned to: the titles by payload."""
        turned: set[str] = set()
        while True:
            shown = message.buttons
            yield {one.data: one.text for one in shown if not read_page(one.data)}
            onward = next((one.data for one in shown if read_page(one.data) and one.data not in turned), None)
            if onward is None:
                return
            turned |= {onward, _here(shown)}
            before = message.keyboard
            self.world.press(self.person, message, onward)
            self._wait_for(partial(_differs, message, before), "another page")

    # --- hearing ------------------------------------------------------------------------------------------------------

    def _appeared(self) -> Iterator[Heard]:
        """What has appeared since, a long message put together again; the keys of its words are in the house."""
        spoken = self.world.spoken(self.person.id)
        new, self._seen = spoken[self._seen :], len(spoken)
        for reply in self.house.store.read(self._recorded_since).result():
            text, message = "", None
            while new and len(as_heard(text)) < len(as_heard(reply.text)):
                message = new.pop(0)
                text = f"{text}\n\n{message.text}" if text else message.text
            if message:
                shown: dict[str, str] = {}
                for page in self._pages(message):
                    shown.update(page)
                buttons = tuple(Button(title=title, payload=data) for data, title in shown.items())
                yield Heard(text=text, key=reply.key, buttons=buttons)

    def _recorded_since(self, connection: Connection) -> list[Reply]:
        """The replies recorded since the last time; of someone forgotten who came back, from their first."""
        place = people.find(connection, self.house.store, CHANNEL, str(self.person.id))
        if place is None:
            return []
        if place.last_sequence < self._sequence:
            self._sequence = 0
        query = (
            select(outgoing.c.sequence, outgoing.c.body_sealed)
            .where(outgoing.c.conversation_id == place.conversation_id, outgoing.c.sequence > self._sequence)
            .order_by(outgoing.c.sequence)
        )
        rows = connection.execute(query).all()
        self._sequence = rows[-1].sequence if rows else self._sequence
        unseal = self.house.store.sealer.unseal
        return [read_reply(unseal(row.body_sealed, BODY)) for row in rows if row.body_sealed is not None]

    # --- waiting ------------------------------------------------------------------------------------------------------

    def _settled(self) -> bool:
        return not self.world.waits_for(self.person) and self.house.store.read(self._nothing_waits).result()

    def _nothing_waits(self, connection: Connection) -> bool:
        place = people.find(connection, self.house.store, CHANNEL, str(self.person.id))
        if place is None:
            return True  # erased, the last message sent
        unread = select(func.count()).where(
            incoming.c.identity_id == place.identity_id, incoming.c.handled_at.is_(None)
        )
        unsent = select(func.count()).where(
            outgoing.c.conversation_id == place.conversation_id,
            outgoing.c.sent_at.is_(None),
            outgoing.c.body_sealed.is_not(None),
        )
        return not connection.execute(unread).scalar() and not connection.execute(unsent).scalar()

    def _wait_for(self, done: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > until:
                raise SilenceError(f"Waited {PATIENCE:.0f} seconds for {what} on Telegram.")
            time.sleep(LOOK_EVERY)


def _here(shown: tuple[ScreenButton, ...]) -> str:
    """The data of the button that leads back to the page on screen: the page after the one before, or the one before the next."""
    pages = sorted((page for one in shown if (page := read_page(one.data))), key=lambda page: page.page)
    here = 0 if pages[0].page == 1 else pages[0].page + 1
    return replace(pages[0], page=here).data


def _differs(message: Message, before: Keyboard) -> bool:
    return message.keyboard != before


def as_heard(text: str) -> str:
    """A text without its spaces, which Telegram trims and our cuts move."""
    return "".join(text.split())
