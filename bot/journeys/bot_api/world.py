"""What Telegram knows: people, their chats with the bot, what waits to be delivered, and the failures asked for.

Used from several threads: the server's, and that of whoever plays a person.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import RLock
from typing import Any

from bot.journeys.bot_api.formatting import Entity

Json = dict[str, Any]
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Escale", "username": "escale_loopback_bot"}
TOKEN = "7000000001:loopback-token-of-the-escale-bot-00"  # noqa: S105 it opens a server on the loopback
PAGE = 100
MOST_QUERIES = 1000


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a message."""

    text: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(kw_only=True)
class Message:
    """A message in a chat; `was` is every keyboard it has had, the first first."""

    id: int
    chat: int
    text: str
    from_bot: bool
    at: int
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()
    was: list[Keyboard] = field(default_factory=list)
    file: str | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All its buttons now."""
        return tuple(button for row in self.keyboard for button in row)


@dataclass(kw_only=True)
class Person:
    """Someone with a phone; `blocks` where they have blocked the bot."""

    id: int
    name: str = "Ana"
    language_code: str | None = None
    blocks: bool = False
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Failure:
    """How the next call of a method fails: with an answer of the API, or the connection dropped (`done`: after it was done)."""

    code: int = 0
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    drops: bool = False
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that came in, and how it was answered."""

    method: str
    params: Mapping[str, Any]
    status: int
    result: Any


@dataclass(kw_only=True)
class Webhook:
    """Where updates are sent; an empty address where they are asked for."""

    url: str = ""
    secret: str = ""


@dataclass
class World:
    """All of it."""

    token: str = TOKEN
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, list[Message]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    webhook: Webhook = field(default_factory=Webhook)
    allowed: tuple[str, ...] = ()
    described: dict[tuple[str, str], Any] = field(default_factory=dict)
    queries: dict[str, bool] = field(default_factory=dict)
    refused_deliveries: int = 0
    asked: int = 0
    lock: RLock = field(default_factory=RLock)
    _waiting: list[Json] = field(default_factory=list)
    _again: list[Json] = field(default_factory=list)
    _failures: list[tuple[str, Failure]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _updates: count[int] = field(default_factory=lambda: count(1000))
    _listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)

    # --- people -------------------------------------------------------------------------------------------------------

    def arrive(self, *, name: str = "Ana", language_code: str | None = None) -> Person:
        """Someone new opens a chat with the bot."""
        with self.lock:
            person = Person(id=5000 + next(self._numbers), name=name, language_code=language_code)
            self.people[person.id] = person
            self.chats[person.id] = []
            return person

    def say(self, person: Person, text: str) -> Json:
        """A person types; the update that comes of it."""
        message = self._write(person.id, text, from_bot=False)
        return self.post("message", {**self.message_json(message)})

    def send(self, person: Person, **content: Any) -> Json:
        """A person sends something that is not text: `photo=[…]`, `voice={…}`; the fields as the Bot API writes them."""
        message = self._write(person.id, "", from_bot=False)
        plain = {key: value for key, value in self.message_json(message).items() if key != "text"}
        return self.post("message", {**plain, **content})

    def press(self, person: Person, message: Message, data: str) -> Json:
        """A person presses a button of a message, as it is now or, on a slow phone, as it was."""
        with self.lock:
            query = f"{next(self._numbers)}{person.id}"
            self.queries[query] = False
            body = {
                "id": query,
                "from": self.user_json(person),
                "chat_instance": str(person.id),
                "message": self.message_json(message),
                "data": data,
            }
            return self.post("callback_query", body)

    def block(self, person: Person, *, blocks: bool = True) -> Json:
        """A person blocks the bot, or lets it write again."""
        person.blocks = blocks
        before, after = ("member", "kicked") if blocks else ("kicked", "member")
        return self.post("my_chat_member", self.membership_json(self.chat_json(person.id), person, before, after))

    def post(self, kind: str, body: Json) -> Json:
        """An update of this kind waits to be delivered, if the bot wants that kind."""
        with self.lock:
            update = {"update_id": next(self._updates), kind: body}
            if not self.allowed or kind in self.allowed:
                self._waiting.append(update)
            self._ring()
            return update

    def redeliver(self, update: Json) -> None:
        """An update that was delivered comes again."""
        with self.lock:
            self._again.append(update)
            self._ring()

    # --- deliveries ---------------------------------------------------------------------------------------------------

    def begin_to_ask(self) -> int:
        """The bot asks for updates: the number of this question."""
        with self.lock:
            self.asked += 1
            return self.asked

    def undelivered(self, offset: int = 0, limit: int = PAGE) -> list[Json]:
        """What waits from an offset on: what came before it is confirmed, and forgotten."""
        with self.lock:
            self._waiting = [one for one in self._waiting if one["update_id"] >= offset]
            again, self._again = self._again, []
            return [*again, *self._waiting][:limit]

    def delivered(self, update: Json) -> None:
        """An update was taken by the webhook."""
        with self.lock:
            self._waiting = [one for one in self._waiting if one["update_id"] != update["update_id"]]

    def redelivered_again(self, update: Json) -> None:
        """An update that came again was refused: it comes once more."""
        with self.lock:
            self._again.insert(0, update)

    @property
    def still_waiting(self) -> int:
        """How many updates aren't confirmed."""
        with self.lock:
            return len(self._waiting) + len(self._again)

    def waits_for(self, person: Person) -> bool:
        """Whether an update of this person isn't confirmed."""
        with self.lock:
            return any(_author(update) == person.id for update in (*self._again, *self._waiting))

    async def something_new(self, seconds: float) -> None:
        """Waits until something may be new to deliver."""
        listener = (asyncio.get_running_loop(), asyncio.Event())
        with self.lock:
            if self._waiting or self._again:
                return
            self._listeners.append(listener)
        try:
            await asyncio.wait_for(listener[1].wait(), seconds)
        except TimeoutError:
            pass
        finally:
            with self.lock:
                self._listeners.remove(listener)

    def _ring(self) -> None:
        for loop, event in self._listeners:
            loop.call_soon_threadsafe(event.set)

    # --- failures -----------------------------------------------------------------------------------------------------

    def fail(self, method: str, failure: Failure, *, times: int = 1) -> None:
        """The next calls of a method fail."""
        with self.lock:
            self._failures += [(method, failure)] * times

    def failure_of(self, method: str) -> Failure | None:
        """How this call fails, where it must."""
        with self.lock:
            for at, (named, failure) in enumerate(self._failures):
                if named == method:
                    del self._failures[at]
                    return failure
            return None

    # --- messages -----------------------------------------------------------------------------------------------------

    def spoken(self, chat: int) -> list[Message]:
        """What the bot has said in a chat."""
        with self.lock:
            return [one for one in self.chats.get(chat, ()) if one.from_bot]

    def message(self, chat: int, number: int) -> Message | None:
        """A message of a chat."""
        with self.lock:
            return next((one for one in self.chats.get(chat, ()) if one.id == number), None)

    def _write(self, chat: int, text: str, *, from_bot: bool) -> Message:
        with self.lock:
            message = Message(id=next(self._numbers), chat=chat, text=text, from_bot=from_bot, at=int(time.time()))
            self.chats.setdefault(chat, []).append(message)
            return message

    def speak(
        self,
        chat: int,
        text: str,
        entities: tuple[Entity, ...] = (),
        keyboard: Keyboard = (),
        file: str | None = None,
    ) -> Message:
        """The bot says something."""
        with self.lock:
            message = self._write(chat, text, from_bot=True)
            message.entities, message.keyboard, message.file = entities, keyboard, file
            message.was.append(keyboard)
            return message

    # --- as the Bot API writes it -------------------------------------------------------------------------------------

    def user_json(self, person: Person) -> Json:
        """A user."""
        known: Json = {"id": person.id, "is_bot": False, "first_name": person.name}
        return {**known, "language_code": person.language_code} if person.language_code else known

    def chat_json(self, chat: int) -> Json:
        """A private chat, or a group where nobody has that number."""
        person = self.people.get(chat)
        if person is None:
            return {"id": chat, "type": "supergroup", "title": "A group"}
        return {"id": chat, "type": "private", "first_name": person.name}

    def message_json(self, message: Message) -> Json:
        """A message."""
        person = self.people.get(message.chat)
        by = BOT if message.from_bot or person is None else self.user_json(person)
        body: Json = {
            "message_id": message.id,
            "from": by,
            "chat": self.chat_json(message.chat),
            "date": message.at,
        }
        if message.file:
            body |= _file_json(message)
        else:
            body["text"] = message.text
        if message.entities:
            body["entities" if not message.file else "caption_entities"] = [one.json() for one in message.entities]
        if not message.from_bot and message.text.startswith("/"):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(message.text.split()[0])}]
        if message.keyboard:
            rows = [[{"text": one.text, "callback_data": one.data} for one in row] for row in message.keyboard]
            body["reply_markup"] = {"inline_keyboard": rows}
        return body

    def membership_json(self, chat: Json, person: Person, before: str, after: str) -> Json:
        """The bot's own place in a chat changes."""

        def member(status: str) -> Json:
            return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}

        return {
            "chat": chat,
            "from": self.user_json(person),
            "date": int(time.time()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }


def _author(update: Json) -> int:
    """Whose an update is."""
    number: int = next(body["from"]["id"] for kind, body in update.items() if kind != "update_id")
    return number


def _file_json(message: Message) -> Json:
    """What was sent as a file."""
    known = {"file_id": f"f{message.id}", "file_unique_id": f"u{message.id}", "file_size": 1}
    caption = {"caption": message.text} if message.text else {}
    if message.file == "photo":
        return {"photo": [{**known, "width": 1, "height": 1}], **caption}
    return {"document": {**known, "file_name": message.file}, **caption}
