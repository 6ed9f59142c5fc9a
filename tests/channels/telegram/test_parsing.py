"""An update that the library can't read holds up nobody, and whoever sent it is answered all the same."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.telegram.client import _Updates
from bot.channels.telegram.parsing import parse
from bot.channels.telegram.reading import read
from bot.conversation.events import Unreadable
from bot.service.updates import Typed, Update

PERSON = {"id": 321, "is_bot": False, "first_name": "Ana"}
UNREADABLE = {"poll": {"id": "1", "question": "from a server of another year"}}


def update(number: int, **content: Any) -> dict[str, Any]:
    """An update as Telegram sends it."""
    chat = {"id": 321, "type": "private", "first_name": "Ana"}
    return {"update_id": number, "message": {"message_id": 1, "from": PERSON, "chat": chat, "date": 1, **content}}


def test_among_updates_one_that_cannot_be_read_is_still_confirmed_and_the_others_read() -> None:
    sent = [update(1, text="before"), update(2, **UNREADABLE), {"update_id": 3, "poll": 7}, update(4, text="after")]
    answer = _Updates.parse_json_payload(json.dumps({"ok": True, "result": sent}).encode())
    assert [one["update_id"] for one in answer["result"]] == [1, 2, 3, 4]
    meanings = [read(one) for tree in answer["result"] if (one := parse(tree))]
    messages = [one.message if isinstance(one, Update) else one for one in meanings]
    assert messages == [Typed(text="before"), Unreadable(reason="not_text"), None, Typed(text="after")]


def test_the_text_beside_what_cannot_be_read_is_read() -> None:
    found = parse(update(1, text="hello", forward_origin={"type": "user"}))
    assert found is not None
    meaning = read(found)
    assert isinstance(meaning, Update)
    assert meaning.message == Typed(text="hello")
