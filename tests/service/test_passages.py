"""A conversation goes on elsewhere by a code: once, within minutes, with what was said on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy import text as sql

from bot.house import open_house
from bot.journeys.stage import MovableClock
from bot.service import passages, people
from bot.service.codes import new_code, read_code
from bot.service.data_rights import erase, find_person, purge
from bot.service.history import history
from bot.service.house import House
from bot.service.people import Place
from bot.service.updates import Answer
from bot.settings import Settings
from bot.store.store import Store, open_store
from bot.store.tables import identity, outgoing, passage_code, person, referral
from tests.keys import KEYS, WRITTEN


def in_words(answer: Answer) -> str:
    """The code that an answer gives."""
    return next(word for reply in answer.replies for word in reply.text.split() if read_code(word))


@dataclass(frozen=True)
class Home:
    """A house and its clock."""

    house: House
    clock: MovableClock

    def says(self, channel: str, text: str, message_id: str | None = None) -> Answer:
        """What is answered to a text on a channel, by one person on each."""
        return self.house.take(channel, "someone", text, message_id)

    def code(self, channel: str) -> str:
        """The code that the conversation gives."""
        return in_words(self.says(channel, "continuer ailleurs"))

    def count(self, table, *where) -> int:  # type: ignore[no-untyped-def]
        query = select(func.count()).select_from(table).where(*where)
        return self.house.store.run(lambda c: c.execute(query).scalar_one())


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Iterator[Home]:
    clock = MovableClock(now=datetime.fromisoformat("2026-11-24T15:00:00+00:00"))
    settings = Settings(data=tmp_path, database=database_url, keys=WRITTEN, public_url="https://escale.example.org")
    house = open_house(settings, clock=clock)
    house.addresses.telegram = "https://t.me/escale_test_bot"
    yield Home(house, clock)
    house.close()


def keys(answer: Answer) -> list[str]:
    return [reply.key for reply in answer.replies]


def test_what_was_begun_on_the_web_goes_on_elsewhere_at_the_same_question(home: Home) -> None:
    home.says("web", "programmes")
    home.says("web", "un emploi")
    asked = home.says("web", "Rimouski")
    code = home.code("web")
    assert keys(home.says("telegram", f"/start {code}"))[0] == "joined.ask", "anyone may have sent the link"
    joined = home.says("telegram", code)
    assert keys(joined)[0] == "joined.says.done"
    assert keys(joined)[-1] == keys(asked)[-1]
    assert home.house.facts("telegram", "someone") == home.house.facts("web", "someone")
    assert home.count(person) == 1


def test_the_code_says_where_it_can_be_used(home: Home) -> None:
    home.says("web", "bonjour")
    answer = home.says("web", "continuer sur Telegram")
    text, code = answer.replies[0].text, in_words(answer)
    assert "https://escale.example.org" in text
    assert f"https://t.me/escale_test_bot?start={code}" in text


def test_a_code_serves_once_and_the_last_one_alone(home: Home) -> None:
    first = home.code("web")
    second = home.code("web")
    assert keys(home.says("rest", first)) == ["joined.refused", "welcome.says.hello", "welcome.says.what_we_do", MENU]
    assert keys(home.says("rest", second.lower()))[0] == "joined.says.done"
    assert keys(home.says("telegram", second))[0] == "joined.refused"


MENU = "welcome.offers.menu.text"


def test_after_ten_minutes_a_code_opens_nothing(home: Home) -> None:
    code = home.code("web")
    home.clock.now += timedelta(minutes=10, seconds=1)
    assert keys(home.says("telegram", code))[0] == "joined.refused"
    assert home.count(passage_code) == 0


def test_the_same_message_again_joins_once_and_says_the_same(home: Home) -> None:
    home.says("web", "programmes")
    code = home.code("web")
    first = home.says("telegram", code, "m1")
    again = home.says("telegram", code, "m1")
    assert again.repeated
    assert again.replies == first.replies


def test_where_answers_differ_both_are_shown_and_the_person_decides(home: Home) -> None:
    home.says("web", "programmes")
    home.says("web", "un emploi")
    home.says("telegram", "programmes")
    home.says("telegram", "étudier")
    home.says("telegram", "dans 2 mois")
    home.says("telegram", "oui")
    joined = home.says("telegram", home.code("web"))
    assert keys(joined) == ["joined.says.done", "joined.offers.which.text"]
    assert "Trouver un emploi – ici : Étudier" in joined.replies[-1].text.replace("\u00a0", " ")
    assert home.house.facts("telegram", "someone")["project"] == ("job",)
    assert home.house.facts("telegram", "someone")["departure"] == "within_3_months"
    take = next(option.payload for option in joined.replies[-1].options if ":take:" in option.payload)
    taken = home.says("telegram", take)
    assert keys(taken)[0] == "take_brought.says.taken"
    assert home.house.facts("web", "someone")["project"] == ("training",)
    assert keys(taken)[-1] == "facts.destination.ask"


def test_keeping_the_answers_of_the_conversation_changes_nothing(home: Home) -> None:
    home.says("web", "programmes")
    home.says("web", "un emploi")
    home.says("telegram", "programmes")
    home.says("telegram", "étudier")
    joined = home.says("telegram", home.code("web"))
    keep = next(option.payload for option in joined.replies[-1].options if ":keep:" in option.payload)
    assert keys(home.says("telegram", keep))[-1] == "facts.departure.ask"
    assert home.house.facts("web", "someone")["project"] == ("job",)


def test_what_was_said_too_long_ago_is_not_brought_as_if_it_were_new(home: Home) -> None:
    home.says("telegram", "programmes")
    home.says("telegram", "un emploi")
    assert home.house.facts("telegram", "someone")["project"] == ("job",)
    home.clock.forward(200)
    joined = home.says("telegram", home.code("web"))
    assert keys(joined)[0] == "joined.says.done"
    assert "project" not in home.house.facts("web", "someone")


def test_a_page_handed_over_here_can_still_be_withdrawn_once_joined(home: Home) -> None:
    for text in ("parler à une personne", "514 555 0199", "le matin", "je veux de l’aide", "non", "oui"):
        sent = home.says("telegram", text)
    assert keys(sent)[0] == "handoff.says.held"
    home.says("telegram", home.code("web"))
    assert home.count(referral, referral.c.state == "held") == 1
    home.says("web", "retirer ma demande")
    assert keys(home.says("web", "oui"))[0] == "withdraw.says.done"
    assert home.count(referral, referral.c.state == "withdrawn") == 1


def test_the_messages_of_both_follow_one_another_and_no_one_is_left_behind(home: Home) -> None:
    home.says("web", "bonjour")
    home.says("telegram", "bonjour")
    before = home.count(outgoing)
    code = home.code("web")
    home.says("telegram", code)
    assert home.count(person) == 1
    assert home.count(identity) == 2
    assert home.count(outgoing) > before
    sequences = home.house.store.run(lambda c: list(c.execute(_sequences()).scalars()))
    assert len(sequences) == len(set(sequences))


def _sequences():  # type: ignore[no-untyped-def]
    return select(outgoing.c.sequence).order_by(outgoing.c.sequence)


def test_an_erasure_leaves_no_code_behind(home: Home) -> None:
    home.says("web", "bonjour")
    code = home.code("web")
    erase(home.house.store, find_person(home.house.store, "web:someone"))
    assert home.count(passage_code) == 0
    assert keys(home.says("telegram", code))[0] == "joined.refused"


def test_one_s_own_code_changes_nothing(home: Home) -> None:
    home.says("web", "programmes")
    asked = keys(home.says("web", "un emploi"))[-1]
    assert keys(home.says("web", home.code("web"))) == ["joined.says.done", asked]


@pytest.mark.parametrize("text", ["2345-6789", "ABCD-EFGH", "7KQ2-9MXD!", "ESC-7KQ2-9MXD", "7kq29mxd", "7KQ2-9MX0"])
def test_a_phone_number_a_word_and_a_reference_are_no_codes(text: str) -> None:
    assert read_code(text) is None


def test_every_code_can_be_read_again() -> None:
    assert all(read_code(f" {code.lower()} ") == code for code in (new_code() for _ in range(200)))


def test_a_code_is_nowhere_in_the_database(home: Home) -> None:
    code = home.code("web")

    def stored(connection: Connection) -> list[object]:
        return [value for row in connection.execute(select(passage_code)) for value in row]

    assert not any(code.encode() in value for value in home.house.store.run(stored) if isinstance(value, bytes))


def test_a_link_opened_where_something_was_said_joins_nothing_before_its_code_is_written(home: Home) -> None:
    home.says("web", "bonjour")
    home.says("telegram", "programmes")
    home.says("telegram", "étudier")
    code = home.code("web")
    asked = home.says("telegram", f"/start {code}")
    assert keys(asked)[0] == "joined.ask", "whoever sent the link would read what was said here"
    assert code in asked.replies[0].text
    assert home.count(person) == 2
    assert "project" not in home.house.facts("web", "someone")
    assert keys(home.says("telegram", code))[0] == "joined.says.done"
    assert home.count(person) == 1


def test_a_link_takes_no_page_handed_over_by_whoever_was_long_silent(home: Home) -> None:
    for text in ("parler à une personne", "514 555 0199", "le matin", "je veux de l’aide", "non", "oui"):
        home.says("telegram", text)
    home.clock.forward(60)
    assert purge(home.house.store, home.clock()).conversations == 1
    assert keys(home.says("telegram", f"/start {home.code('web')}"))[0] == "joined.ask"
    assert home.count(referral, referral.c.state == "held") == 1


def test_what_was_erased_here_does_not_pass_for_an_erasure_of_the_conversation_joined(home: Home) -> None:
    home.says("web", "bonjour")
    home.says("telegram", "bonjour")
    home.says("telegram", "effacer mes données")
    home.says("telegram", "oui")
    home.says("telegram", "bonjour")
    home.says("telegram", home.code("web"))
    seen = home.house.store.read(lambda c: history(c, home.house.store, "web", "someone", 1, home.clock()))
    assert seen.result().erased == 0


def test_a_message_that_waits_while_its_author_joins_has_its_turn_in_order_with_the_other_s(
    new_postgresql_database: Callable[[], str],
) -> None:
    """On SQLite there is one writer; here two are held up by the join, then one must wait for the other."""
    store = open_store(new_postgresql_database(), KEYS)
    now = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
    try:
        with store.engine.begin() as c:
            mine, other = (people.lock(c, store, channel, "someone", now) for channel in ("telegram", "web"))
            c.execute(
                insert(passage_code).values(
                    hash=store.find("passage", "7KQ2-9MXD"),
                    person_id=other.person_id,
                    expires_at=now + timedelta(minutes=5),
                )
            )
        joining = store.engine.connect()
        with joining.begin():
            place = people.lock(joining, store, "telegram", "someone", now)
            assert place == mine
            passages.join(joining, store, place, "7KQ2-9MXD", now)
            late = store.write(
                lambda c: (people.lock(c, store, "telegram", "someone", now), other_can_lock(store, other))
            )
            wait_for_a_lock(store)
        place, free = late.result(10)
        assert place.person_id == other.person_id
        assert not free, "the turn of the late message keeps the other's out"
        joining.close()
    finally:
        store.close()


def other_can_lock(store: Store, place: Place) -> bool:
    """Whether another transaction could take a turn of this person now."""
    with store.engine.begin() as connection:
        query = select(person.c.id).where(person.c.id == place.person_id).with_for_update(skip_locked=True)
        return connection.execute(query).first() is not None


def wait_for_a_lock(store: Store) -> None:
    """Until some transaction waits for another's lock."""
    with store.engine.connect() as connection:
        for _ in range(500):
            waits = sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if connection.execute(waits).scalar():
                return
            connection.rollback()
            sleep(0.01)
    raise AssertionError("nobody waits")
