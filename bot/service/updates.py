"""What a channel hands over: who wrote, on which channel, under which id, and what it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.conversation.events import Began, Chose, Unreadable
from bot.conversation.replies import Reply, read_payload
from bot.conversation.words import LANGUAGES
from bot.service.codes import read_code

LONGEST = 10_000
START = "/start"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A text, not yet understood."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Blank:
    """Nothing was written: opens a conversation in which nothing was said yet, else it can't be read."""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """A code with which the author goes on with a conversation begun elsewhere; `linked` where a link held it: anyone may
    have sent the link; `language` is the one to begin in, where it is known."""

    code: str
    linked: bool = False
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Commanded:
    """A command of the channel's own, as the conversation names it; `language` is the one to begin in, where it is known."""

    command: str
    language: str | None = None


Message = Began | Blank | Chose | Commanded | Joining | Typed | Unreadable
_MESSAGES: Mapping[str, Callable[..., Message]] = {
    "began": Began,
    "blank": Blank,
    "chose": Chose,
    "joining": Joining,
    "commanded": Commanded,
    "typed": Typed,
    "unreadable": Unreadable,
}
_NAMES = {kind: name for name, kind in _MESSAGES.items()}


@dataclass(frozen=True, kw_only=True)
class Update:
    """One message: `address` is how its author is reached on `channel`, `id` what makes it the same message when it comes
    again (None: each is new), `content` what is recorded of it. `returned` where the replies are the acknowledgement;
    otherwise it is recorded first (`recorded` is then its number), and `context` is what the channel keeps beside it until
    it is answered: codes and numbers, nothing that was said."""

    channel: str
    address: str
    id: str | None
    message: Message
    content: str
    returned: bool = True
    recorded: int | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The replies in order, and the sequence of each in the conversation; `repeated` where the message had come before,
    `trouble` where the turn failed."""

    replies: tuple[Reply, ...]
    sequences: tuple[int, ...] = ()
    repeated: bool = False
    trouble: bool = False


def read_text(text: str) -> Message:
    """A text as a channel without buttons of its own receives it: a payload sent back is the choice it names."""
    stripped = text.strip()
    if not stripped:
        return Blank()
    if len(text) > LONGEST:
        return Unreadable(reason="too_long")
    started = stripped == START or stripped.startswith(f"{START} ")
    code = read_code(stripped.removeprefix(START) if started else stripped)
    if code:
        return Joining(code=code, linked=started)
    if started:
        wished = stripped.removeprefix(START).strip()
        return Began(language=wished if wished in LANGUAGES else None)
    parts = read_payload(stripped)
    if parts is None:
        return Typed(text=text)
    flow, step, option, asking = parts
    return Chose(flow=flow, step=step, option=option, asking=asking)


def waiting(update: Update) -> str:
    """The text that keeps an update while it waits for its turn."""
    message = {"is": _NAMES[type(update.message)], **vars(update.message)}
    return json.dumps({"message": message, "content": update.content, "context": dict(update.context)})


def read_waiting(text: str, *, channel: str, address: str, recorded: int) -> Update:
    """The update that was kept; its replies are sent later."""
    kept = json.loads(text)
    message = _MESSAGES[kept["message"].pop("is")](**kept["message"])
    return Update(
        channel=channel,
        address=address,
        id=None,
        message=message,
        content=kept["content"],
        returned=False,
        recorded=recorded,
        context=kept["context"],
    )


def of_text(channel: str, address: str, text: str, update_id: str | None = None) -> Update:
    """The update of a text; one too long is not kept, nor a code."""
    message = read_text(text)
    content = "" if isinstance(message, Joining | Unreadable) else text
    return Update(channel=channel, address=address, id=update_id, message=message, content=content)
