"""A turn: recorded once, answered the same again, whole or not at all, one at a time for each person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from secrets import randbelow

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.events import ReferralPrepared
from bot.service import people
from bot.service.data_rights import erase, find_person
from bot.service.house import House
from bot.service.updates import Answer, of_text
from bot.store.store import Store
from bot.store.tables import audit, conversation, identity, incoming, journal, outgoing, person, statistic
from tests.service.parrot import Ears, Hands, parrot_house

SECRET = "mi pareja no quiere salir de Montreal"


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


def texts(answer: Answer) -> list[str]:
    return [reply.text for reply in answer.replies]


def count(house: House, table) -> int:  # type: ignore[no-untyped-def]
    return house.store.run(lambda c: c.execute(select(func.count()).select_from(table)).scalar_one())


def gather(house: House, *updates) -> list[Answer]:  # type: ignore[no-untyped-def]
    async def all_at_once() -> list[Answer]:
        return list(await asyncio.gather(*(house.turns.take(update) for update in updates)))

    return asyncio.run(all_at_once())


def test_each_message_is_a_turn_and_what_was_said_is_kept(house: House) -> None:
    assert texts(house.take("rest", "ana", "")) == ["1 began"]
    assert texts(house.take("rest", "ana", "hola")) == ["2 hola 1"]
    assert texts(house.take("rest", "ana", "parrot:step:yes:2")) == ["3 chose yes"]
    assert house.facts("rest", "ana") == {"said": "hola", "chosen": "yes"}


def test_nothing_written_opens_a_conversation_then_cannot_be_read(house: House) -> None:
    assert texts(house.take("rest", "ana", "  ")) == ["1 began"]
    assert texts(house.take("rest", "ana", "  ")) == ["2 empty"]
    assert texts(house.take("rest", "ana", "x" * 10_001)) == ["3 too_long"]


def test_two_people_never_share_a_conversation(house: House) -> None:
    house.take("rest", "ana", "hola")
    assert texts(house.take("rest", "bao", "bonjour")) == ["1 bonjour 0"]
    assert texts(house.take("web", "ana", "hello")) == ["1 hello 0"]
    assert house.facts("rest", "ana") == {"said": "hola"}


def test_the_same_message_again_gives_the_same_replies_and_is_recorded_once(house: House) -> None:
    first = house.take("rest", "ana", "hola", "m1")
    house.take("rest", "ana", "otra", "m2")
    again = house.take("rest", "ana", "hola", "m1")
    assert again.replies == first.replies
    assert again.repeated
    assert count(house, journal) == count(house, incoming) == count(house, outgoing) == 2


def test_the_same_id_from_another_person_is_another_message(house: House) -> None:
    house.take("rest", "ana", "hola", "1")
    assert not house.take("rest", "bao", "hola", "1").repeated


def test_the_same_message_many_times_at_once_is_one_turn(house: House) -> None:
    answers = gather(house, *(of_text("rest", "ana", "hola", "m1") for _ in range(12)))
    assert {tuple(texts(answer)) for answer in answers} == {("1 hola 0",)}
    assert sum(answer.repeated for answer in answers) == 11
    assert count(house, person) == count(house, identity) == count(house, journal) == count(house, incoming) == 1


def test_many_messages_at_once_from_one_person_take_their_turns(house: House) -> None:
    answers = gather(house, *(of_text("rest", "ana", f"m{n}", str(n)) for n in range(12)))
    numbers = sorted(int(texts(answer)[0].split()[0]) for answer in answers)
    assert numbers == list(range(1, 13))
    for answer in answers:
        number, _, asking = texts(answer)[0].split()
        assert int(asking) == int(number) - 1, "each was understood against the question that was on screen"
    sequences = house.store.run(lambda c: c.execute(select(outgoing.c.sequence).order_by("sequence")).scalars().all())
    assert sequences == list(range(1, 13))


def test_many_people_at_once_are_all_answered(house: House) -> None:
    answers = gather(house, *(of_text("rest", f"person {n}", f"m{n}") for n in range(30)))
    assert [texts(answer) for answer in answers] == [[f"1 m{n} 0"] for n in range(30)]
    assert count(house, person) == 30


def test_a_text_is_understood_again_when_its_question_has_changed_meanwhile(store: Store) -> None:
    ears = Ears()
    house = parrot_house(store, ears=ears)
    house.take("rest", "ana", "")
    other = parrot_house(store)
    ears.meanwhile = lambda: other.take("rest", "ana", "parrot:step:yes:1")
    assert texts(house.take("rest", "ana", "hola")) == ["3 hola 2"]
    assert ears.read_against == [1, 2]
    house.turns.close()
    other.turns.close()


def test_an_effect_is_applied_before_its_result_is_told(store: Store) -> None:
    hands = Hands(result=ReferralPrepared(draft=41))
    house = parrot_house(store, hands=hands)
    house.take("rest", "ana", "hola")
    assert texts(house.take("rest", "ana", "draft")) == ["2 draft 41"]
    assert count(house, audit) == 1
    assert count(house, journal) == 2
    assert (hands.contexts[0].number, hands.contexts[0].channel, hands.contexts[0].language) == (2, "rest", "fr")
    house.turns.close()


def test_an_effect_that_fails_undoes_the_whole_turn_and_the_person_is_told_kindly(store: Store) -> None:
    house = parrot_house(store, hands=Hands(result=RuntimeError("no")))
    house.take("rest", "ana", "hola")
    answer = house.take("rest", "ana", "draft", "m1")
    assert answer.trouble
    assert [reply.key for reply in answer.replies] == ["problems.trouble"]
    assert count(house, audit) == 0
    assert count(house, journal) == 1
    assert house.take("rest", "ana", "draft", "m1").replies == answer.replies
    assert texts(house.take("rest", "ana", "adiós")) == ["2 adiós 1"]
    house.turns.close()


def test_a_failure_is_logged_without_a_word_of_the_person(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert house.take("rest", "someone very private", "boom").trouble
    assert "LookupError at parrot.py" in caplog.text
    assert "private" not in caplog.text


def test_what_failed_is_kept_to_be_looked_at(house: House) -> None:
    house.take("rest", "ana", "boom")
    sealed, outcome = house.store.run(lambda c: c.execute(select(incoming.c.content_sealed, incoming.c.outcome)).one())
    assert (house.store.sealer.unseal(sealed, "incoming.content"), outcome) == ("boom", "trouble")


def test_erasing_leaves_nothing_of_what_was_said(house: House) -> None:
    house.take("rest", "ana", SECRET, "m1")
    house.take("rest", "ana", "otra")
    assert texts(house.take("rest", "ana", "erase")) == ["4 Erased"]
    assert house.facts("rest", "ana") == {}

    def contents(connection: Connection) -> tuple[int, int]:
        kept = connection.execute(select(func.count(incoming.c.content_sealed))).scalar_one()
        return kept, connection.execute(select(func.count(outgoing.c.body_sealed))).scalar_one()

    assert house.store.run(contents) == (0, 1), "only the reply that says so"
    assert house.take("rest", "ana", SECRET, "m1").replies == ()
    assert texts(house.take("rest", "ana", "hola")) == ["5 hola 4"], "numbers are never used twice"


def test_a_button_of_an_erased_life_fits_no_question_of_the_next(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "randbelow", randbelow)
    lives = []
    for _ in range(5):
        button = house.take("rest", "ana", "").replies[0].options[0].payload
        lives.append(button.rpartition(":")[2])
        erase(house.store, find_person(house.store, "rest:ana"))
    assert len(set(lives)) == 5
    assert all(len(asking) <= 4 for asking in lives)
    assert int("zzzz", 36) - people.BASES > 800_000, "turns before a fifth digit"


def test_the_first_words_are_kept_wherever_the_numbers_begin(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "randbelow", lambda below: below - 1)
    assert texts(house.take("rest", "ana", "hola"))[0].startswith(f"{people.BASES} hola")
    assert house.facts("rest", "ana") == {"said": "hola"}
    assert texts(house.take("rest", "ana", "adiós")) == [f"{people.BASES + 1} adiós {people.BASES}"]


def test_the_database_holds_nothing_readable_of_a_person(house: House) -> None:
    house.take("rest", "maria@example.org", SECRET, "message id of maria")

    def everything(connection: Connection) -> str:
        tables = (person, identity, conversation, journal, incoming, outgoing, statistic)
        return repr([connection.execute(select(table)).all() for table in tables])

    stored = house.store.run(everything)
    assert "b'" in stored or "memory" in stored
    for word in ("maria", "pareja", "Montreal", "said"):
        assert word not in stored


def test_statistics_count_flows_and_no_row_points_to_a_turn(house: House) -> None:
    for who in ("ana", "bao", "cy"):
        house.take("rest", who, "")
    house.take("web", "dan", "")
    rows = house.store.run(lambda c: c.execute(select(statistic).order_by(statistic.c.channel)).all())
    assert [(row.name, row.detail, row.channel, row.language, row.n) for row in rows] == [
        ("flow", "parrot", "rest", "fr", 3),
        ("flow", "parrot", "web", "fr", 1),
    ]
    assert set(statistic.c.keys()) == {"day", "name", "channel", "language", "detail", "n"}


def test_many_at_once_are_all_counted(house: House) -> None:
    gather(house, *(of_text("rest", f"person {n}", "") for n in range(30)))
    assert house.store.run(lambda c: c.execute(select(statistic.c.n)).scalars().all()) == [30]


def test_a_database_that_cannot_be_written_is_said_so_and_nothing_is_recorded(house: House) -> None:
    house.take("rest", "ana", "hola")
    house.store.run(lambda c: c.exec_driver_sql("ALTER TABLE outgoing RENAME TO elsewhere"))
    with pytest.raises(SQLAlchemyError):
        house.take("rest", "ana", "otra", "m2")
    house.store.run(lambda c: c.exec_driver_sql("ALTER TABLE elsewhere RENAME TO outgoing"))
    assert texts(house.take("rest", "ana", "otra", "m2")) == ["2 otra 1"]
