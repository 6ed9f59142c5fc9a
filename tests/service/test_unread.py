"""Sentences kept to learn from, on both databases: without names, sealed, by day; they go with their author and with time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.house import open_house
from bot.journeys.stage import MovableClock
from bot.service.data_rights import erase, export, find_person, purge
from bot.service.house import House
from bot.service.passages import LIFETIME
from bot.service.unread import Same, Sentence, erase_same, grouped, sentences
from bot.service.updates import Answer
from bot.settings import Settings
from bot.store.tables import unread
from tests.keys import WRITTEN

START = datetime.fromisoformat("2026-11-25T03:30:00+00:00")  # the 24th in Montréal
ODD = "et pour le poisson de Fatou je fais quoi, 514 555-0199"
KEPT = "et pour le poisson de [name] je fais quoi, [number]"
OTHER = "la baleine du voisin tricote"


@dataclass(frozen=True)
class Home:
    """A house and its clock."""

    house: House
    clock: MovableClock

    def says(self, who: str, *texts: str, channel: str = "rest") -> Answer:
        """The last answer to these texts."""
        return [self.house.take(channel, who, text) for text in texts][-1]

    def allows(self, who: str, channel: str = "rest") -> None:
        """Someone whose first sentence is kept."""
        self.says(who, "bonjour", ODD, "oui", channel=channel)

    @property
    def kept(self) -> tuple[Sentence, ...]:
        """Every sentence kept."""
        return self.house.store.run(lambda c: sentences(c, self.house.store.sealer))

    @property
    def grouped(self) -> tuple[Same, ...]:
        """The sentences as the operator reads them."""
        return self.house.store.run(lambda c: grouped(c, self.house.store.sealer))


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Iterator[Home]:
    clock = MovableClock(now=START)
    house = open_house(Settings(data=tmp_path, database=database_url, keys=WRITTEN), clock=clock)
    yield Home(house, clock)
    house.close()


def keys(answer: Answer) -> list[str]:
    return [reply.key for reply in answer.replies]


def test_a_sentence_is_kept_without_names_on_its_day_in_montreal(home: Home) -> None:
    assert keys(home.says("ana", "bonjour", ODD))[-1] == "facts.keep_unread.ask"
    assert home.kept == ()
    home.says("ana", "oui")
    assert home.kept == (Sentence(text=KEPT, language="fr", day=date(2026, 11, 24)),)


def test_what_is_kept_is_sealed(home: Home) -> None:
    home.allows("ana")
    sealed = home.house.store.run(lambda c: c.execute(select(unread.c.text_sealed)).scalar_one())
    assert b"poisson" not in sealed


def test_the_same_message_twice_is_kept_once(home: Home) -> None:
    home.allows("ana")
    for _ in range(2):
        home.house.take("rest", "ana", OTHER, "m-7")
    assert [one.text for one in home.kept] == [OTHER, KEPT]


def test_nothing_is_kept_after_a_no(home: Home) -> None:
    home.says("ana", "bonjour", ODD, "non", OTHER)
    assert home.kept == ()


def test_stopping_erases_what_was_kept_of_them_alone(home: Home) -> None:
    home.allows("ana")
    home.allows("bao")
    assert keys(home.says("ana", "vie privée", "ne plus garder mes phrases"))[0] == "privacy.says.unread_stopped"
    assert len(home.kept) == 1
    home.says("ana", OTHER)
    assert len(home.kept) == 1


def test_who_turns_out_to_claim_asylum_leaves_nothing(home: Home) -> None:
    home.allows("ana")
    home.says("ana", "je suis demandeuse d'asile", OTHER)
    assert home.house.facts("rest", "ana")["status"] == "asylum_seeker"
    assert home.kept == ()


@pytest.mark.parametrize("how", ["by themselves", "by the operator"])
def test_an_erasure_takes_the_sentences(home: Home, how: str) -> None:
    home.allows("ana")
    home.allows("bao")
    if how == "by themselves":
        home.says("ana", "tout effacer", "oui")
    else:
        erase(home.house.store, find_person(home.house.store, "rest:ana"))
    assert len(home.kept) == 1


def test_a_copy_has_the_sentences_of_the_person_and_of_nobody_else(home: Home) -> None:
    home.allows("ana")
    home.allows("bao")
    home.says("bao", OTHER)
    store = home.house.store
    assert export(store, find_person(store, "rest:ana"))["unread"] == [
        {"text": KEPT, "language": "fr", "day": "2026-11-24"}
    ]
    copy = "\n".join(reply.text for reply in home.says("ana", "une copie de mes données").replies)
    assert KEPT in copy
    assert OTHER not in copy


def test_a_sentence_goes_after_thirty_days_even_of_someone_who_still_writes(home: Home) -> None:
    home.allows("ana")
    home.clock.now = START + timedelta(days=29)
    home.says("ana", OTHER)
    purge(home.house.store, START + timedelta(days=30))
    assert len(home.kept) == 2
    assert purge(home.house.store, START + timedelta(days=31)).unread == 1
    assert [one.text for one in home.kept] == [OTHER]


def test_an_idle_conversation_takes_its_sentences_along(home: Home) -> None:
    home.allows("ana")
    purge(home.house.store, START + timedelta(days=30, minutes=1))
    assert home.kept == ()


def test_two_conversations_that_become_one_keep_their_sentences_together(home: Home) -> None:
    assert timedelta(0) < LIFETIME
    home.allows("ana")
    home.allows("ana", channel="telegram")
    given = home.says("ana", "continuer ailleurs")
    code = next(word for word in given.replies[0].text.split() if word.count("-") == 1 and word.isupper())
    assert keys(home.says("ana", code, channel="telegram"))[0] == "joined.says.done"
    store = home.house.store
    assert len(export(store, find_person(store, "telegram:ana"))["unread"]) == 2
    home.says("ana", "vie privée", "ne plus garder mes phrases", channel="telegram")
    assert home.kept == ()


def test_the_operator_reads_the_newest_first_and_how_often_each_was_written(home: Home) -> None:
    home.allows("ana")
    home.allows("bao")
    home.clock.now = START + timedelta(days=2)
    home.says("bao", OTHER)
    assert [(one.sentence.text, one.count) for one in home.grouped] == [(OTHER, 1), (KEPT, 2)]


def test_erasing_one_erases_every_sentence_of_that_text(home: Home) -> None:
    home.allows("ana")
    home.allows("bao")
    home.says("bao", OTHER)
    store, number = home.house.store, home.grouped[-1].number
    assert store.run(lambda c: erase_same(c, store.sealer, number))
    assert [one.text for one in home.kept] == [OTHER]
    assert not store.run(lambda c: erase_same(c, store.sealer, number))
