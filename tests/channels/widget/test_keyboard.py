"""The whole way by the keyboard alone, in each language: programmes, readiness, a page read and agreed to, its reference."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.channels.widget.visit import WITHIN, Visit, new_context, tab

TABS = 60
HAS_FOCUS = "(node) => node.getRootNode().activeElement === node"
WISH = {"fr": "trouver un organisme", "en": "find an organization", "es": "encontrar una organización"}
REFERENCE = re.compile(r"ESC-\w{4}-\w{4}")
PROGRAMMES = (0, 0, 3, "rimouski", 0, 1, 3, 2, 0, 0)
READINESS = (1, 0, 0, 0, -1)


def reach(visit: Visit, locator: str, number: int = -1) -> None:
    """Tabs until the element has the focus."""
    wanted = visit.chat.locator(locator).nth(number)
    key = "Shift+Tab" if locator != "textarea" and visit.input.evaluate(HAS_FOCUS) else "Tab"
    for _ in range(TABS):
        if wanted.evaluate(HAS_FOCUS):
            return
        visit.page.keyboard.press(key)
    raise AssertionError(f"{locator} can't be reached by the keyboard")


def answers(visit: Visit, *turns: int | str) -> None:
    for turn in turns:
        before = visit.log.locator(".reply").count()
        if isinstance(turn, int):
            reach(visit, ".reply:last-child .answer", turn)
        else:
            reach(visit, "textarea", 0)
            visit.page.keyboard.type(turn)
        visit.page.keyboard.press("Enter")
        expect(visit.log.locator(".reply").nth(before)).to_be_attached(timeout=WITHIN)
        visit.settled()


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_from_the_programmes_to_a_reference_by_the_keyboard(browser: Browser, origin: str, language: str) -> None:
    context = new_context(browser)
    with tab(context, origin, language=language) as visit:
        reach(visit, ".launcher", 0)
        visit.page.keyboard.press("Enter")
        visit.shows(3)
        expect(visit.input).to_be_focused()
        answers(visit, *PROGRAMMES, *READINESS)
        hand_off(visit, WISH[language])
        assert visit.log.locator(".reply").last.get_attribute("lang") == language
        assert visit.complaints == []
    context.close()


def hand_off(visit: Visit, wish: str) -> None:
    """Finds an organisation, and agrees to what it will read."""
    answers(visit, wish)
    for _ in range(12):
        last = visit.log.locator(".reply").last
        answers(visit, 0 if last.locator(".answer").count() else "581 555 0199")
        if REFERENCE.search(visit.log.inner_text()):
            return
    raise AssertionError(visit.told()[-4:])


def test_used_choices_are_one_stop_and_arrows_go_through_them(visit: Visit) -> None:
    visit.choose(0)
    used = visit.log.locator(".choices.used").first
    assert used.locator("[tabindex='0']").all_text_contents() == ["Voir les programmes pour moi, votre réponse"]
    used.locator(".chosen").focus()
    visit.page.keyboard.press("ArrowDown")
    expect(used.get_by_role("button").nth(1)).to_be_focused()
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("ArrowUp")
    expect(used.get_by_role("button").last).to_be_focused()


def test_after_an_answer_the_next_tab_reaches_the_next_question(visit: Visit) -> None:
    visit.answer(0).focus()
    visit.page.keyboard.press("Enter")
    visit.shows(5)
    visit.page.keyboard.press("Tab")
    expect(visit.answer(0)).to_be_focused()


def test_escape_closes_the_menu_then_the_panel_and_the_focus_returns(visit: Visit) -> None:
    visit.page.evaluate(
        "window.heard = []; for (const name of ['escale-open', 'escale-close'])"
        " document.addEventListener(name, () => heard.push(name))"
    )
    visit.chat.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.chat.locator(".menu")).to_be_visible()
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Escape")
    expect(visit.chat.locator(".menu")).to_be_hidden()
    expect(visit.chat.locator("summary")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(visit.chat.locator(".panel")).to_be_hidden()
    expect(visit.chat.locator(".launcher")).to_be_focused()
    visit.page.evaluate("const chat = document.querySelector('escale-chat'); chat.toggle(); chat.toggle(); chat.open()")
    assert visit.page.evaluate("heard") == ["escale-close", "escale-open", "escale-close", "escale-open"]
    expect(visit.input).to_be_focused()


def test_shift_enter_is_a_new_line(visit: Visit) -> None:
    visit.input.focus()
    visit.page.keyboard.type("une")
    visit.page.keyboard.press("Shift+Enter")
    visit.page.keyboard.type("deux")
    expect(visit.input).to_have_value("une\ndeux")
    assert visit.said() == []
