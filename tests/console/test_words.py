"""The words of the console: every key that a page names is declared, hence checked in the three languages, and the reverse."""

from __future__ import annotations

import re

import pytest

from bot.checking.said_by_staff import ABOUT_A_REFERRAL, BY_THE_CONSOLE
from bot.console.pages import HERE
from bot.conversation.words import LANGUAGES
from bot.loading.script import CONTENT, load_words
from bot.referrals.life import DeclineReason, Outcome, State
from bot.referrals.news import news_of
from tests.console.world import NOW

PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / "templates").iterdir())}


def named() -> set[str]:
    """The keys that the pages name whole."""
    return {f"console.{key}" for text in PAGES.values() for key in re.findall(r'say\("([a-z_.]+)"[,)]', text)}


def begun() -> set[str]:
    """The beginnings of those that they put together."""
    return {f"console.{key}" for text in PAGES.values() for key in re.findall(r'say\("([a-z_.]+\.)" ~', text)}


def test_every_key_that_a_page_names_is_declared() -> None:
    assert named() <= set(BY_THE_CONSOLE)
    assert all(any(key.startswith(start) for key in BY_THE_CONSOLE) for start in begun())


def test_every_key_declared_is_said_by_some_page() -> None:
    starts = (*begun(), "console.moment", "console.done.", "console.outcomes.", "console.decline_reasons.")
    assert not [key for key in BY_THE_CONSOLE if key not in named() and not key.startswith(starts)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_move_leads_to_there_are_words_for_the_person(language: str) -> None:
    words = load_words(CONTENT)
    under_way = (State.SENT, State.RECEIVED, State.ACCEPTED, State.CONTACTED)
    said = [news_of("ESC-1", state, NOW, None, None) for state in under_way]
    said += [news_of("ESC-1", State.CLOSED, None, one, None) for one in Outcome]
    said += [news_of("ESC-1", State.EXPIRED, None, None, None)]
    said += [news_of("ESC-1", State.DECLINED, None, None, one) for one in DeclineReason]
    for key, params in said:
        assert "ESC-1" in words.text(language, key, params)
    assert {key for key, _ in said} == set(ABOUT_A_REFERRAL)
