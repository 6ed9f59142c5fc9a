"""How far a journey has come, and what is said before a sensitive answer leaves Québec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.house import open_house
from bot.service.house import House
from bot.service.updates import Answer
from bot.settings import Settings

NOTICE = "common.passes_outside"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    opened = open_house(Settings(data=folder))
    yield opened
    opened.close()


def says(house: House, channel: str, who: str, *texts: str) -> list[Answer]:
    return [house.take(channel, who, text) for text in texts]


def keys(answers: list[Answer]) -> list[str]:
    return [reply.key for answer in answers for reply in answer.replies]


def test_each_question_of_a_journey_says_how_far_it_is(house: House) -> None:
    answers = says(house, "web", "ana", "programmes", "un emploi", "je ne sais pas", "Rimouski", "Laval")
    steps = [reply.progress for answer in answers for reply in answer.replies if reply.progress]
    assert [number for number, _ in steps] == [1, 2, 3, 4, 5]
    assert all(number <= total <= 12 for number, total in steps)


def test_going_back_counts_back(house: House) -> None:
    answers = says(house, "web", "bao", "programmes", "un emploi", "je ne sais pas", "retour")
    assert [reply.progress[0] for answer in answers for reply in answer.replies if reply.progress] == [1, 2, 3, 2]


def test_neither_the_menu_nor_a_repair_counts(house: House) -> None:
    answers = says(house, "web", "chi", "bonjour", "changer de langue", "aide")
    assert not any(reply.progress for answer in answers for reply in answer.replies)


def test_the_same_replies_again_say_the_same_progress(house: House) -> None:
    house.take("web", "dina", "programmes", "1")
    first = house.take("web", "dina", "un emploi", "2")
    assert house.take("web", "dina", "un emploi", "2").replies == first.replies
    assert first.replies[-1].progress is not None


TO_STATUS = ("programmes", "un emploi", "je ne sais pas", "Rimouski", "Laval", "non", "non", "30 ans")


def test_on_telegram_what_leaves_quebec_is_said_once_before_the_first_sensitive_question(house: House) -> None:
    answers = says(house, "telegram", "eva", *TO_STATUS, "temporaire", "travailleur temporaire")
    heard = keys(answers)
    assert heard.count(NOTICE) == 1
    assert heard[heard.index(NOTICE) + 1] == "facts.situation.ask"


def test_the_notice_offers_the_web_whatever_is_on_screen(house: House) -> None:
    answers = says(house, "telegram", "fay", *TO_STATUS)
    notice = next(reply for answer in answers for reply in answer.replies if reply.key == NOTICE)
    given = house.take("telegram", "fay", notice.options[0].payload)
    assert [reply.key for reply in given.replies] == ["elsewhere.says.code", "facts.situation.ask"]


def test_on_the_web_nothing_is_said_of_telegram(house: House) -> None:
    assert NOTICE not in keys(says(house, "web", "gil", *TO_STATUS))


def test_someone_who_comes_from_the_web_is_told_too(house: House) -> None:
    says(house, "web", "hal", *TO_STATUS[:-1])
    code = next(word for word in house.take("web", "hal", "continuer ailleurs").replies[0].text.split() if "-" in word)
    house.take("telegram", "hal", code)
    assert NOTICE in keys(says(house, "telegram", "hal", "30 ans"))
