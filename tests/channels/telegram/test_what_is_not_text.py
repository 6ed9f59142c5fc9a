"""What isn't a text of one's own, and groups: a kind answer, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.journeys.bot_api.world import Person
from bot.store.tables import identity, incoming, outgoing
from tests.channels.telegram.exchange import Exchange

FILE = {"file_id": "secret-file", "file_unique_id": "u1"}
PHOTO = {"photo": [{**FILE, "width": 90, "height": 90}]}
USER = {"id": 77, "is_bot": False, "first_name": "Someone"}
NOT_TEXT: dict[str, dict[str, Any]] = {
    "voice": {"voice": {**FILE, "duration": 2}},
    "photo": PHOTO,
    "sticker": {
        "sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    },
    "contact": {"contact": {"phone_number": "+14385550119", "first_name": "Secret"}},
    "location": {"location": {"latitude": 48.45, "longitude": -68.52}},
    "document": {"document": {**FILE, "file_name": "secret.pdf"}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "secret?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
}


def kept(polling: Exchange) -> str:
    """Everything of what came in that the database keeps."""
    store = polling.house.store
    rows = store.read(lambda c: c.execute(select(incoming.c.content_sealed)).scalars().all()).result()
    return " ".join(store.sealer.unseal(sealed, "incoming.content") for sealed in rows if sealed)


def send(polling: Exchange, person: Person, **content: Any) -> list[str]:
    """Sends something; the texts that come back."""
    before = len(polling.world.spoken(person.id))
    polling.world.send(person, **content)
    return [one.text for one in polling.told_since(person, before)]


@pytest.mark.parametrize("kind", NOT_TEXT)
def test_what_is_not_text_is_answered_kindly_and_not_kept(polling: Exchange, kind: str) -> None:
    ana = polling.newcomer("en")
    told = send(polling, ana, **NOT_TEXT[kind])
    assert "I can only read text" in told[0]
    assert not any(word in kept(polling).lower() for word in ("secret", "438", "48.45"))
    assert not polling.calls("getFile")


def test_the_photos_of_an_album_are_answered_once(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    with polling.world.lock:
        for _ in range(4):
            polling.world.send(ana, **PHOTO, media_group_id="9")
    told = polling.told_since(ana, before)
    polling.until(lambda: polling.settled(ana))
    assert sum("I can only read text" in one.text for one in told) == 1


def test_the_words_under_a_photo_are_read(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    told = send(polling, ana, **PHOTO, caption="am i eligible")
    assert "programs" in told[0]
    assert "secret" not in kept(polling)


def test_an_edited_text_is_not_read_again_and_the_person_is_told(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.say(ana, "hello")
    before = len(polling.world.spoken(ana.id))
    mine = next(one for one in polling.world.chats[ana.id] if one.text == "hello")
    polling.world.post("edited_message", {**polling.world.message_json(mine), "text": "secret", "edit_date": mine.at})
    assert "first version still counts" in polling.told_since(ana, before)[0].text
    assert "secret" not in kept(polling)


def test_a_location_that_moves_says_nothing_each_time(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    told = send(polling, ana, location={"latitude": 1.0, "longitude": 1.0, "live_period": 900})
    assert told
    before = len(polling.world.spoken(ana.id))
    mine = polling.world.chats[ana.id][-2]
    plain = {name: value for name, value in polling.world.message_json(mine).items() if name != "text"}
    polling.world.post("edited_message", {**plain, "location": {"latitude": 2.0, "longitude": 1.0}, "edit_date": 1})
    polling.until(lambda: not polling.world.waits_for(ana))
    assert len(polling.world.spoken(ana.id)) == before


def test_a_forwarded_message_is_not_read(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    origin = {"type": "user", "date": 1, "sender_user": USER}
    told = send(polling, ana, text="a secret of a friend", forward_origin=origin)
    assert "You forwarded a message" in told[0]
    assert "secret" not in kept(polling)


def test_a_notice_of_telegrams_own_is_nothing(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    polling.world.send(ana, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    polling.until(lambda: not polling.world.waits_for(ana))
    assert (polling.recorded(), len(polling.world.spoken(ana.id))) == (1, before)


def test_a_group_is_told_once_and_nothing_of_it_is_recorded(polling: Exchange) -> None:
    group, someone = -100200300, polling.world.arrive(language_code="es")
    polling.world.chats[group] = []
    added = polling.world.membership_json(polling.world.chat_json(group), someone, "left", "member")
    polling.world.post("my_chat_member", added)
    for text in ("/start@escale_loopback_bot", "a secret of the group"):
        polling.world.post(
            "message",
            {
                "message_id": 1,
                "date": 1,
                "chat": polling.world.chat_json(group),
                "from": polling.world.user_json(someone),
                "text": text,
            },
        )
    polling.until(lambda: not polling.world.still_waiting and bool(polling.world.spoken(group)))
    assert [one.text for one in polling.world.spoken(group)] == [
        polling.house.heart.script.words.text("es", "telegram.in_groups")
    ]
    for table in (identity, incoming, outgoing):
        assert polling.house.store.read(lambda c, table=table: c.execute(select(table)).first()).result() is None


def test_a_group_that_became_a_supergroup_is_told_there(polling: Exchange) -> None:
    from bot.journeys.bot_api.world import Failure

    someone = polling.world.arrive(language_code="en")
    polling.world.chats[-100999] = []
    moved = Failure(
        code=400,
        description="Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": -100999},
    )
    polling.world.fail("sendMessage", moved)
    added = polling.world.membership_json(polling.world.chat_json(-42), someone, "left", "member")
    polling.world.post("my_chat_member", added)
    polling.until(lambda: len(polling.world.spoken(-100999)) == 1)


def test_a_channel_is_left_in_peace(polling: Exchange) -> None:
    someone = polling.world.arrive()
    channel = {"id": -100555, "type": "channel", "title": "News"}
    polling.world.post("my_chat_member", polling.world.membership_json(channel, someone, "left", "member"))
    polling.until(lambda: not polling.world.still_waiting)
    assert not polling.calls("sendMessage")
