"""Talking with Escale on Telegram: each thing a person may do, and what they then see on their phone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from bot.conversation.replies import Reply
from bot.journeys.bot_api.world import Person
from bot.service import people
from bot.service.records import BODY, read_reply
from bot.service.telling import tell
from bot.store.tables import incoming, outgoing, person
from tests.channels.telegram.exchange import Exchange
from tests.channels.telegram.validated import assert_update


def test_a_newcomer_begins_chooses_and_is_asked_the_next_question(either: Exchange) -> None:
    ana = either.newcomer()
    assert "Ici Escale" in either.world.spoken(ana.id)[0].text
    menu = either.last(ana)
    told = either.press(ana, "Voir les programmes pour moi")
    assert "Qu’aimeriez-vous faire en région" in told[-1].text
    either.until(lambda: [one.text for one in menu.buttons] == ["✓ Voir les programmes pour moi"])
    either.until(lambda: len(either.calls("answerCallbackQuery")) == 1)
    assert either.ready()["poller"] == "ok"
    assert either.metric('escale_sent_total{channel="telegram"}') == len(either.world.spoken(ana.id))


def test_what_our_server_sends_is_what_telegram_would(polling: Exchange) -> None:
    ana = polling.newcomer()
    assert_update(polling.world.say(ana, "bonjour"))
    assert_update(polling.world.press(ana, polling.last(ana), polling.last(ana).buttons[0].data))
    assert_update(polling.world.block(ana))


@pytest.mark.parametrize(
    ("language_code", "text", "hello"),
    [
        ("fr-CA", "/start", "Ici Escale"),
        ("en", "/start", "This is Escale"),
        ("es-419", "/start", "Aquí Escale"),
        ("uk", "/start", "Ici Escale"),
        ("en", "/start es", "Aquí Escale"),
        (None, "/start en", "This is Escale"),
    ],
)
def test_the_first_words_are_in_the_language_of_the_link_or_of_the_phone(
    polling: Exchange, language_code: str | None, text: str, hello: str
) -> None:
    ana = polling.world.arrive(language_code=language_code)
    assert hello in polling.say(ana, text)[0].text


def test_a_language_chosen_stays_whatever_the_phones(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.press(ana, "Español")
    assert "Qué desea hacer" in polling.say(ana, "/start")[-1].text or "¿" in polling.last(ana).text


COMMANDS = {
    "/help": "help.says.commands",
    "/aide": "help.says.commands",
    "/ayuda@escale_loopback_bot": "help.says.commands",
    "/privacy please": "privacy.says.what_is_kept",
    "/language": "facts.language.ask",
    "/person": "human.says.intro",
    "/erase": "erase.offers",
    "/menu": "stop.",
}


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_each_command_does_what_it_says_in_each_language(polling: Exchange, language: str) -> None:
    for command, key in COMMANDS.items():
        ana = polling.newcomer(language)
        polling.say(ana, command)
        said = keys_said(polling, ana)
        assert any(one.startswith(key) for one in said), (command, said)
        assert {one.language for one in replies_to(polling, ana)} == {language}


def test_someone_may_begin_with_a_command(polling: Exchange) -> None:
    ana = polling.world.arrive(language_code="es")
    polling.say(ana, "/help")
    said = keys_said(polling, ana)
    assert said[0] == "welcome.says.hello"
    assert said[-2].startswith("help.")
    assert {one.language for one in replies_to(polling, ana)} == {"es"}


def test_an_unknown_command_is_not_understood_kindly(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.say(ana, "/frobnicate")
    assert any(key.startswith("not_understood.") for key in keys_said(polling, ana))


def test_back_and_restart_go_where_they_say(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.press(ana, "See programs that could help me")
    first = polling.last(ana).text
    polling.press(ana, "Find a job")
    assert polling.say(ana, "/back")[-1].text == first
    polling.say(ana, "/restart")
    assert polling.say(ana, "/menu")[-1].buttons


def test_what_a_counsellor_says_reaches_the_phone_unasked(on_database: Exchange) -> None:
    ana = on_database.newcomer("en")
    before = len(on_database.world.spoken(ana.id))
    house = on_database.house
    words, sealer = house.heart.script.words, house.store.sealer
    number = house.store.read(lambda c: c.execute(select(person.c.id)).scalar_one()).result()
    told = house.store.run(lambda c: tell(c, sealer, words, number, "common.unreadable.empty", {}, datetime.now(UTC)))
    assert told
    assert on_database.told_since(ana, before)[0].text == words.text("en", "common.unreadable.empty")


def test_messages_that_come_out_of_order_each_have_their_turn(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    recorded = polling.recorded()
    with polling.world.lock:
        later, sooner = polling.world.say(ana, "hello"), polling.world.say(ana, "thank you")
        later["update_id"], sooner["update_id"] = sooner["update_id"], later["update_id"]
    polling.until(lambda: polling.recorded() == recorded + 2 and polling.settled(ana))


def test_an_update_that_comes_again_is_answered_once(either: Exchange) -> None:
    ana = either.newcomer("en")
    update = either.world.say(ana, "hello")
    either.until(lambda: either.settled(ana))
    said, recorded = len(either.world.spoken(ana.id)), either.recorded()
    either.world.redeliver(update)
    either.until(lambda: either.settled(ana))
    assert (len(either.world.spoken(ana.id)), either.recorded()) == (said, recorded)


def test_an_old_button_asks_before_it_changes_anything_and_stays(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.press(ana, "See programs that could help me")
    project = polling.last(ana)
    polling.say(ana, "find a job")
    assert polling.last(ana).text != project.text
    keyboard = project.keyboard
    before = len(polling.world.spoken(ana.id))
    polling.world.press(ana, project, polling.button(project, "Study or train").data)
    assert "Do you want to change this answer" in polling.told_since(ana, before)[-1].text
    polling.until(lambda: len(polling.calls("answerCallbackQuery")) == 2)
    assert project.keyboard == keyboard


def test_a_button_that_is_not_ours_is_told_and_its_wait_ends(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    polling.world.press(ana, polling.last(ana), "something else")
    assert "didn't recognize that button" in polling.told_since(ana, before)[0].text
    polling.until(lambda: len(polling.calls("answerCallbackQuery")) == 1)


def test_the_content_waits_sealed_and_is_kept_as_it_was_typed(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    polling.say(ana, "/help")
    store = polling.house.store
    sealed = store.read(lambda c: c.execute(select(incoming.c.content_sealed).order_by(incoming.c.id)).scalars().all())
    contents = [store.sealer.unseal(one, "incoming.content") for one in sealed.result()]
    assert contents == ["/start", "/help"]


def replies_to(polling: Exchange, someone: Person) -> list[Reply]:
    """Everything the house said to someone, first to last."""
    store = polling.house.store

    def said(connection: Connection) -> list[Reply]:
        place = people.find(connection, store, "telegram", str(someone.id))
        assert place is not None
        mine = outgoing.c.conversation_id == place.conversation_id
        rows = connection.execute(select(outgoing.c.body_sealed).where(mine).order_by(outgoing.c.sequence)).scalars()
        return [read_reply(store.sealer.unseal(sealed, BODY)) for sealed in rows]

    return store.read(said).result()


def keys_said(polling: Exchange, someone: Person) -> list[str]:
    """The keys of all that was said to someone."""
    return [reply.key for reply in replies_to(polling, someone)]


def test_every_process_knows_the_link_that_opens_the_bot(polling: Exchange) -> None:
    polling.until(lambda: polling.house.addresses.telegram == "https://t.me/escale_loopback_bot")
    assert polling.house.addresses.link("7KQ2-9MXD") == "https://t.me/escale_loopback_bot?start=7KQ2-9MXD"
