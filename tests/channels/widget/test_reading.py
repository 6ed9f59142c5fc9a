"""What is read: every kind of message, by everyone, on any screen and on paper; and whatever a message holds, it is only text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.channels.widget.visit import WITHIN, Visit, new_context, tab

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
WITHOUT_TYPES = "default-src 'none'; script-src 'self'; connect-src 'self'"
"""Axe itself writes HTML, which Trusted Types refuse."""
ATTACK = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script> javascript:alert(1)"
ENDLESS = "a" * 4000


def reply(sequence: int, text: str, key: str = "some.words", **others: Any) -> dict[str, Any]:
    """A reply as the server sends it."""
    return {"sequence": sequence, "text": text, "language": "fr", "key": key, "buttons": [], **others}


EVERY_KIND = [
    reply(
        1,
        "Bonjour !\nUn deuxième paragraphe, un lien https://www.quebec.ca/immigration (et la suite), le 1 877 864-5656.",
    ),
    reply(2, "Une liste :\n• un\n• deux", language="en"),
    reply(
        3,
        "Conditions :\n\n• Un programme\nCe qu’il donne.\nPourquoi : voilà.\n\n• Un autre\nSuite.",
        "programmes.headings.eligible",
    ),
    reply(4, "La page\nDépart : demain\n" + "Beaucoup de mots. " * 80, "handoff.page"),
    reply(5, "Un long texte. " * 120),
    reply(6, "مرحبا بكم في كيبيك", files=[{"name": "page.pdf", "type": "application/pdf", "url": "/files/1"}]),
    reply(
        7,
        "Une question ?",
        progress=[4, 9],
        buttons=[
            {"title": "Oui", "payload": "a:b:yes:1", "role": "answer"},
            {
                "title": "Une réponse bien plus longue que les autres, sur plusieurs lignes",
                "payload": "a:b:no:1",
                "role": "answer",
            },
            {"title": "Je ne sais pas", "payload": "a:b:unknown:1", "role": "aside"},
        ],
    ),
]
SCREENS: dict[str, dict[str, Any]] = {
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark"},
    "high contrast": {"forced_colors": "active"},
    "no motion": {"reduced_motion": "reduce"},
    "large text": {"viewport": {"width": 360, "height": 640}},
}
LARGE = "<style>html{font-size:200%}</style>"


@contextmanager
def shown(
    context: BrowserContext, origin: str, replies: list[dict[str, Any]], *, body: str = "<p>Bonjour.</p>"
) -> Iterator[Visit]:
    """The widget open on replies of the test's choice; the next message is answered with a question."""

    def begin(route: Route) -> None:
        route.fulfill(json={"token": "t", "replies": replies})

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps([{**EVERY_KIND[6], "sequence": 20}]), content_type="application/json")

    context.route("**/chat/sessions", begin)
    context.route("**/chat/messages", answer)
    context.route("**/chat/events*", lambda route: route.fulfill(body="\n"))
    csp = WITHOUT_TYPES + ("; style-src 'unsafe-inline'" if "<style>" in body else "")
    with tab(context, origin, csp=csp, body=body) as visit:
        visit.chat.locator(".launcher").click()
        visit.shows(len(replies))
        yield visit


def violations(page: Page) -> list[str]:
    """What axe finds, by rule and element."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    found = page.evaluate(f"axe.run({{runOnly: {rules}}})")
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_whatever_is_shown(browser: Browser, origin: str, screen: str) -> None:
    context = new_context(browser, **SCREENS[screen])
    with shown(context, origin, EVERY_KIND, body=LARGE if screen == "large text" else "") as visit:
        assert violations(visit.page) == []
        visit.say("Oui")
        expect(visit.log.locator(".used")).to_have_count(1)
        assert violations(visit.page) == []
        context.route("**/chat/messages", lambda route: route.abort())
        visit.type("plus tard")
        expect(visit.status).to_contain_text("Le service ne répond pas", timeout=WITHIN)
        visit.chat.locator("summary").click()
        expect(visit.chat.locator(".menu button")).to_have_count(7)
        assert violations(visit.page) == []
        visit.chat.locator(".menu").get_by_role("button", name="Tout effacer").click()
        assert violations(visit.page) == []
        visit.chat.get_by_role("button", name="Fermer").click()
        assert violations(visit.page) == []
    context.close()


@pytest.mark.parametrize("screen", ["narrow", "large text"])
def test_nothing_overflows_to_the_side_and_everything_can_be_pressed(
    browser: Browser, origin: str, screen: str
) -> None:
    context = new_context(browser, **SCREENS[screen])
    endless = [*EVERY_KIND, reply(8, ENDLESS, "handoff.page")]
    with shown(context, origin, endless, body=LARGE if screen == "large text" else "") as visit:
        visit.say("Oui")
        wide = "(node) => node.scrollWidth > node.clientWidth + 1"
        assert not visit.log.evaluate(wide)
        assert not visit.chat.locator(".panel").evaluate(wide)
        for button in visit.chat.locator("button:visible, textarea, summary").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 24
            assert box["width"] >= 24
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SCREENS[screen]["viewport"]["width"]
    context.close()


def test_the_field_is_large_enough_that_no_phone_zooms(visit: Visit) -> None:
    assert visit.input.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") >= 16
    assert visit.input.get_attribute("enterkeyhint") == "send"
    assert visit.input.get_attribute("autocomplete") == "off"


def test_each_message_enters_the_log_once_with_its_language(visit: Visit) -> None:
    visit.page.evaluate(
        "window.entered = []; new MutationObserver((all) => all.forEach(({addedNodes}) => addedNodes.forEach((node) =>"
        " node.nodeType === 1 && entered.push(node.textContent)))).observe("
        "document.querySelector('escale-chat').shadowRoot.querySelector('[role=log]'), {childList: true})"
    )
    visit.choose(0)
    visit.say("english please")
    visit.page.wait_for_timeout(1500)  # the stream says all of it again meanwhile
    entered: list[str] = visit.page.evaluate("entered")
    assert len(entered) == len(set(entered)) == visit.log.locator(":scope > *").count() - 3
    assert visit.log.get_attribute("aria-live") in (None, "polite")
    assert visit.log.locator(".reply").evaluate_all("(all) => all.map((one) => one.lang)")[-2:] == ["en", "en"]


def test_what_was_read_before_is_not_announced_again_after_a_reload(visit: Visit) -> None:
    visit.choose(0)
    visit.page.reload()
    visit.shows(5)
    assert visit.log.get_attribute("aria-live") == "off"
    expect(visit.log).not_to_have_attribute("aria-live", "off", timeout=WITHIN)


def test_a_message_is_only_ever_text(context: BrowserContext, origin: str) -> None:
    link = "https://example.org/%22onmouseover=x?a=1&b=<b>"
    with shown(
        context,
        origin,
        [reply(1, ATTACK), reply(2, link), reply(3, "", files=[{"name": "x", "url": "javascript:alert(1)"}])],
    ) as visit:
        assert visit.page.title() == "Une page"
        assert visit.told()[0] == ATTACK
        assert visit.log.locator("img, script").count() == 0
        assert visit.log.locator("a").evaluate_all("(all) => all.map((one) => one.protocol)") == ["https:"]


def test_what_the_person_types_is_only_ever_text(visit: Visit) -> None:
    visit.say(ATTACK)
    assert visit.said() == [ATTACK]
    assert visit.log.locator("img, script").count() == 0
    visit.page.reload()
    visit.log.locator(".mine").wait_for()
    assert visit.said() == [ATTACK]
    assert visit.page.title() == "Une page"


def test_four_thousand_characters_without_a_space(visit: Visit) -> None:
    visit.say(ENDLESS)
    assert visit.said() == [ENDLESS]
    assert not visit.log.evaluate("(node) => node.scrollWidth > node.clientWidth + 1")


def test_ten_thousand_characters_and_one_are_answered_kindly(visit: Visit) -> None:
    visit.say("mot " * 2501)
    expect(visit.log.locator(".reply").nth(3)).to_contain_text("trop long")


def test_emoji_and_right_to_left_are_kept_as_written(visit: Visit) -> None:
    visit.say("مرحبا 👩🏽‍🌾 أريد عملا")
    assert visit.said() == ["مرحبا 👩🏽‍🌾 أريد عملا"]
    assert visit.log.locator(".mine").evaluate("(node) => node.dir") == "auto"


def test_a_long_text_is_folded_and_what_must_be_read_is_not(context: BrowserContext, origin: str) -> None:
    with shown(context, origin, EVERY_KIND) as visit:
        long, page = visit.log.locator(".reply .text").nth(4), visit.log.locator(".reply .text").nth(3)
        assert long.evaluate("(node) => node.scrollHeight > node.clientHeight + 10")
        assert not page.evaluate("(node) => node.scrollHeight > node.clientHeight + 1")
        visit.log.get_by_role("button", name="Afficher la suite").click()
        assert not long.evaluate("(node) => node.scrollHeight > node.clientHeight + 1")
        expect(long).to_be_focused()
        expect(visit.log.get_by_role("button", name="Afficher la suite")).to_have_count(0)


def test_links_and_numbers_can_be_followed(context: BrowserContext, origin: str) -> None:
    numbers = "Composez le 911, le 988 ou le 811 option 2. En 1988, 1 911 $ et 911 $, 5811 personnes."
    with shown(context, origin, [EVERY_KIND[0], reply(2, numbers)]) as visit:
        assert visit.log.locator("a").evaluate_all("(all) => all.map((one) => one.href)") == [
            "https://www.quebec.ca/immigration",
            "tel:18778645656",
            "tel:911",
            "tel:988",
            "tel:811",
        ]


def test_what_comes_while_it_is_closed_is_marked_and_waits(context: BrowserContext, origin: str) -> None:
    with shown(context, origin, EVERY_KIND) as visit:
        visit.chat.get_by_role("button", name="Fermer").click()
        line = json.dumps(reply(30, "Une conseillère vous répond."))
        context.route("**/chat/events*", lambda route: route.fulfill(body=f"{line}\n"))
        expect(visit.chat.locator(".launcher.new")).to_be_visible(timeout=WITHIN)
        visit.chat.locator(".launcher").click()
        expect(visit.log.locator(".reply").last).to_have_text("Une conseillère vous répond.")
        visit.chat.get_by_role("button", name="Fermer").click()
        expect(visit.chat.locator(".launcher.new")).to_have_count(0)


def test_a_file_is_a_link(context: BrowserContext, origin: str) -> None:
    with shown(context, origin, EVERY_KIND) as visit:
        assert visit.log.get_by_role("link", name="page.pdf").get_attribute("href") == f"{origin}/files/1"


def test_on_paper_the_whole_conversation_alone(visit: Visit) -> None:
    visit.choose(0)
    visit.page.evaluate("window.print = () => (window.printed = document.adoptedStyleSheets.length)")
    visit.menu("Imprimer")
    assert visit.page.evaluate("window.printed") == 1
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("h1")).to_be_hidden()
    expect(visit.input).to_be_hidden()
    expect(visit.chat.locator(".mine .sr").first).to_be_visible()
    assert visit.log.evaluate("(node) => node.scrollHeight === node.clientHeight && node.clientHeight > 300")
    visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(visit.page.locator("h1")).to_be_visible()
