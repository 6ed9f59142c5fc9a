"""What Telegram shows before a word is said: in each language, and only changed where it must be."""

from __future__ import annotations

from pathlib import Path

from bot.journeys.bot_api.server import too_many
from bot.journeys.bot_api.world import Failure, World
from tests.channels.telegram.exchange import exchange

SETTING = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def test_commands_and_descriptions_are_there_in_each_language_french_first(tmp_path: Path) -> None:
    with exchange(tmp_path) as one:
        one.until(lambda: len(one.calls("setMyShortDescription")) == 4)
        shown = one.world.described
        words = one.house.heart.script.words
        for code, language in (("", "fr"), ("fr", "fr"), ("en", "en"), ("es", "es")):
            assert shown["description", code] == words.text(language, "telegram.description")
            names = [command["command"] for command in shown["commands", code]]
            assert names == ["menu", "back", "restart", "language", "person", "privacy", "erase", "help"]
        scopes = {str(call["scope"]) for call in one.calls("setMyCommands")}
    assert scopes == {"{'type': 'all_private_chats'}"}


def test_a_start_where_nothing_changed_sets_nothing_and_a_changed_word_is_set_alone(tmp_path: Path) -> None:
    world = World()
    with exchange(tmp_path, world=world) as one:
        one.until(lambda: len(one.calls("setMyShortDescription")) == 4)
    world.calls.clear()
    world.described["description", "es"] = "something old"
    with exchange(tmp_path, world=world) as one:
        one.until(lambda: len(one.calls("getMyShortDescription")) == 4)
        one.until(lambda: bool(one.calls("setMyDescription")))
        assert [call.params.get("language_code") for call in world.calls if call.method in SETTING] == ["es"]


def test_being_told_to_wait_keeps_no_message_from_coming(tmp_path: Path) -> None:
    world = World()
    world.fail("setMyCommands", too_many(1))
    with exchange(tmp_path, world=world) as one:
        ana = one.newcomer()
        assert one.last(ana).buttons
        one.until(lambda: len(one.calls("setMyShortDescription")) == 4)


def test_a_connection_that_comes_back_is_no_reason_to_ask_again(tmp_path: Path) -> None:
    world = World()
    with exchange(tmp_path, world=world) as one:
        one.until(lambda: len(one.calls("setMyShortDescription")) == 4)
        asked = len(one.calls("getMyCommands"))
        one.world.fail("getUpdates", Failure(code=502, description="Bad Gateway"))
        one.newcomer()
        one.until(lambda: len(one.calls("deleteWebhook")) == 2)
        one.newcomer()
        assert len(one.calls("getMyCommands")) == asked
