"""The messages of the web API: what a client sends as JSON, and replies as it receives them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.json_bodies import readable, text_field
from bot.channels.web.conversations import pressed, typed
from bot.conversation.replies import Reply
from bot.conversation.words import LANGUAGES
from bot.problem_documents import ProblemError
from bot.service.history import Entry, Told
from bot.service.updates import START, Answer, Message

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KINDS = ("text", "payload")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message as it was sent: its id, what it is, what is recorded of it."""

    id: str
    message: Message
    content: str


def read_message(tree: Mapping[str, Any], language: str | None = None) -> Sent:
    """The message of a JSON object; one that opens the conversation does it in `language` where it names none.

    Raises `ProblemError` naming the field that can't be used.
    """
    message_id = text_field(dict(tree), "id").lower()
    if not _UUID.fullmatch(message_id):
        raise ProblemError(422, "bad_field", {"field": "id", "accepted": "UUID"})
    given = [kind for kind in _KINDS if kind in tree]
    if len(given) != 1:
        raise ProblemError(422, "bad_field", {"field": "message", "accepted": " | ".join(_KINDS)})
    written = readable(text_field(dict(tree), given[0]))
    if given[0] == "text":
        message, content = typed(written)
    else:
        opens = written.strip() == START and language
        message, content = pressed(f"{START} {language}" if opens else written)
    return Sent(id=message_id, message=message, content=content)


def read_language(tree: Mapping[str, Any]) -> str | None:
    """The language that a JSON object asks for, None where it names none; raises `ProblemError`."""
    language = tree.get("language")
    if language is None or (isinstance(language, str) and language in LANGUAGES):
        return language
    raise ProblemError(422, "bad_field", {"field": "language", "accepted": ", ".join(LANGUAGES)})


def plain_reply(sequence: int, reply: Reply) -> dict[str, object]:
    """A reply as a client receives it."""
    buttons = [
        {"title": option.title, "payload": option.payload, "role": option.role.value} for option in reply.options
    ]
    plain: dict[str, object] = {
        "sequence": sequence,
        "text": reply.text,
        "language": reply.language,
        "key": reply.key,
        "buttons": buttons,
    }
    return {**plain, "progress": list(reply.progress)} if reply.progress else plain


def plain_replies(answer: Answer) -> list[dict[str, object]]:
    """The replies of an answer, in order."""
    return [plain_reply(number, reply) for number, reply in zip(answer.sequences, answer.replies, strict=True)]


def lines(entries: Iterable[Entry]) -> bytes:
    """What was said, a line of JSON each."""
    return b"".join(line(_plain_entry(entry)) for entry in entries)


def line(value: Mapping[str, object]) -> bytes:
    """A line of a stream."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _plain_entry(entry: Entry) -> dict[str, object]:
    if isinstance(entry, Told):
        return plain_reply(entry.sequence, entry.reply)
    return {"sequence": entry.sequence, "said": entry.text}
