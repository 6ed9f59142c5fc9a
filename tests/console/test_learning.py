"""The operator reads what wasn't understood: by language, the newest first, how often; and may erase one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversation.words import LANGUAGES
from bot.service.data_rights import find_person
from bot.store.tables import audit
from tests.console.world import World

FRENCH, LATER = "et pour mon poisson <b>je fais quoi</b>", "et pour ma baleine je fais quoi"
ENGLISH = "and what about my goldfish then"


def writes(world: World, who: str, text: str, yes: str = "oui") -> None:
    for said in ("bonjour" if yes == "oui" else "hello", text, yes):
        world.house.take("rest", who, said)


def test_sentences_are_listed_by_language_the_newest_first_with_their_day_and_count(world: World) -> None:
    writes(world, "ana", FRENCH)
    writes(world, "bao", FRENCH)
    world.passes(days=1)
    writes(world, "chi", ENGLISH, "yes")
    writes(world, "dina", LATER)
    page = world.browser("odile").get("/unread").text
    assert (
        page.index("<h2>Français") < page.index(LATER) < page.index("et pour mon poisson") < page.index("<h2>Anglais")
    )
    assert page.index("<h2>Anglais") < page.index(ENGLISH)
    assert "&lt;b&gt;" in page
    assert "<b>je" not in page
    assert "Écrite 2 fois." in page
    for who in ("ana", "bao", "chi", "dina"):
        assert f"rest:{who}" not in page
        assert f"person:{find_person(world.store, f'rest:{who}')}" not in page


def test_a_sentence_erased_is_gone_as_often_as_it_was_written(world: World) -> None:
    writes(world, "ana", FRENCH)
    writes(world, "bao", FRENCH)
    writes(world, "dina", LATER)
    browser = world.browser("odile")
    page = browser.get("/unread").text
    number = page[page.index("et pour mon poisson") :].split("/console/unread/")[1].split("/")[0]
    assert browser.post(f"/unread/{number}/erase").headers["location"] == "/console/unread?done=erased"
    after = browser.get("/unread?done=erased").text
    assert "La phrase est effacée." in after
    assert "poisson" not in after
    assert LATER in after


def test_every_look_and_every_erasure_is_in_the_audit_log(world: World) -> None:
    writes(world, "ana", LATER)
    browser = world.browser("odile")
    page = browser.get("/unread").text
    number = page.split("/console/unread/")[1].split("/")[0]
    browser.post(f"/unread/{number}/erase")
    browser.post(f"/unread/{number}/erase")
    query = select(audit.c.action, audit.c.actor).where(audit.c.action.like("unread%")).order_by(audit.c.id)
    who = f"operator:{world.staff['odile'].id}"
    assert [tuple(row) for row in world.store.run(lambda c: c.execute(query).all())] == [
        ("unread_read", who),
        ("unread_erased", who),
    ]


@pytest.mark.parametrize("number", ["0", "x", "9" * 30])
def test_a_number_that_no_sentence_has_leads_nowhere_it_should_not(world: World, number: str) -> None:
    browser = world.browser("odile")
    assert browser.post(f"/unread/{number}/erase").status_code == (303 if number == "0" else 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_kept_the_page_says_so(world: World, language: str) -> None:
    browser = world.browser("odile")
    browser.post("/language", {"language": language})
    page = browser.get("/unread").text
    assert world.house.heart.script.words.text(language, "console.unread.none") in page.replace("&#39;", "'")
    assert "/erase" not in page
