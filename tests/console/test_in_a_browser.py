"""The console in Chromium: the whole path by keyboard, with and without JavaScript, and nothing that axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.conversation.replies import Reply
from bot.referrals.life import State
from tests.chromium import chromium
from tests.console.conftest import staffed
from tests.console.world import PASSWORD, World
from tests.live import served

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
SCRIPTED = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("console")
    opened = staffed(World(f"sqlite:///{folder / 'escale.db'}", folder))
    said_to(opened)
    return opened


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with served(world.app) as here:
        yield f"{here}/console"


def said_to(world: World) -> tuple[Reply, ...]:
    """What the newcomer reads when they write; in a thread, for the browser runs an event loop in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(world.house.take, "rest", "ana", "bonjour").result().replies


def opened(browser: Browser, **options: Any) -> tuple[BrowserContext, Page, list[str]]:
    """A page, and what its console complains about."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return context, page, complaints


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/referrals")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what bears this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == name:
            return
    raise AssertionError(f"{name} can't be reached by keyboard")


@SCRIPTED
def test_by_keyboard_alone_a_counsellor_signs_in_reads_and_accepts_and_the_newcomer_sees_it(
    browser: Browser, world: World, address: str, scripts: bool
) -> None:
    number = world.refer(who="ana", urgent=True)
    reference = world.row(number).reference
    context, page, complaints = opened(browser, java_script_enabled=scripts)
    page.goto(f"{address}/")
    for typed in ("marie", PASSWORD):
        field = page.get_by_label("Identifiant" if typed == "marie" else "Mot de passe")
        field.focus()
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/referrals")
    if scripts:
        page.evaluate("window.sameDocument = true")
        tab_to(page, f"Demande {reference}")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("link", name=reference).focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(page.get_by_text("514 555-0199")).to_be_visible()
    if scripts:
        page.wait_for_function("document.activeElement.tagName === 'H1'")  # reading begins at the heading
    button = page.get_by_role("button", name="Accepter la demande")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("demande acceptée")
    assert page.url == f"{address}/referrals/{number}?done=accepted"
    assert not scripts or page.evaluate("window.sameDocument"), "htmx put the pages in place"
    context.close()
    assert complaints == [], "nothing is refused by the content security policy"
    assert world.row(number).state == "accepted"
    first = said_to(world)[0]
    assert first.key == "referral.accepted"
    assert reference in first.text


@SCRIPTED
def test_a_refusal_without_a_reason_is_told_beside_its_field_then_goes_through(
    browser: Browser, world: World, address: str, scripts: bool
) -> None:
    number = world.refer()
    context, page, complaints = opened(browser, java_script_enabled=scripts)
    sign_in(page, address, "marie")
    page.goto(f"{address}/referrals/{number}")
    page.locator("summary", has_text="Refuser la demande").press("Enter")
    refuse = page.get_by_role("button", name="Refuser la demande")
    refuse.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choisissez la raison du refus.")
    if scripts:
        page.wait_for_function("document.activeElement.classList.contains('problem')")
    page.get_by_label("Pour quelle raison ?").select_option("no_capacity")
    page.get_by_role("button", name="Refuser la demande").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("demande refusée")
    context.close()
    assert world.row(number).decline_reason == "no_capacity"
    assert all("422" in one for one in complaints), complaints


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page_and_nothing_is_cut_off(
    browser: Browser, world: World, address: str, look: str
) -> None:
    world.refer(State.HELD, urgent=True)
    sent, ended, gone = world.refer(), world.refer(State.CLOSED, by="marie"), world.refer(State.WITHDRAWN)
    pages = {
        None: ["/", "/?ended=yes", "/nowhere"],
        "marie": ["/referrals", f"/referrals/{sent}", f"/referrals/{ended}", f"/referrals/{gone}", "/referrals/ended"],
        "odile": [
            "/referrals",
            "/referrals/elsewhere",
            f"/referrals/{sent}",
            "/organizations",
            "/organizations/promis",
        ],
    }
    for login, paths in pages.items():
        context, page, _ = opened(browser, **LOOKS[look])
        if login:
            sign_in(page, address, login)
        for path in paths:
            page.goto(f"{address}{path}")
            without_reproach(page, f"{login} {path}")
        if login == "odile":
            page.get_by_role("button", name="Confirmer").click()
            expect(page.get_by_role("alert")).to_be_visible()
            without_reproach(page, "contact refused")
        if login == "marie":
            page.goto(f"{address}/referrals/{sent}")
            for summary in page.locator("summary").all():
                summary.click()
            without_reproach(page, "forms open")
        context.close()


def without_reproach(page: Page, where: str) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways."""
    found = Axe().run(page).response["violations"]
    assert not found, f"{where}: {[(one['id'], [node['html'] for node in one['nodes']]) for one in found]}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} scrolls sideways"
