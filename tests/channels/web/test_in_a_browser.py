"""The pages in Chromium: a whole path without JavaScript, nothing for axe to find, nothing of the policy broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from bot.app import build_app
from bot.channels.web.web_door import web_door
from bot.house import open_house, policies_of
from bot.settings import Settings
from tests.chromium import chromium
from tests.live import served

SIZES = {"small": (320, 640), "wide": (1280, 800)}
WITHIN = 10_000
LONGEST_PATH = 30


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("web")
    house = open_house(Settings(data=folder))
    with served(build_app(house, "", policies_of(house), (web_door(house, Settings()),))) as address:
        yield address


def opened(browser: Browser, size: tuple[int, int], scheme: str, *, scripts: bool) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
        locale="fr-CA",
        bypass_csp=False,
    )
    context.set_default_timeout(WITHIN)
    return context


def begun(page: Page, url: str) -> None:
    page.goto(f"{url}/chat")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="Voir les programmes pour moi").click()


def test_eligibility_is_gone_through_without_javascript_on_a_small_screen(browser: Browser, url: str) -> None:
    context = opened(browser, SIZES["small"], "light", scripts=False)
    page = context.new_page()
    begun(page, url)
    page.get_by_label("Votre message").fill("un emploi")
    page.get_by_role("button", name="Envoyer").click()
    told = page.get_by_text("Cela vaut la peine de demander")
    for _ in range(LONGEST_PATH):
        assert page.url == f"{url}/chat#new"
        if told.count():
            break
        page.get_by_role("button", name="Je préfère ne pas le dire").click()
    assert told.count(), "what seems possible is told"
    assert page.locator(".mine").count() > 5
    wide = page.locator("body").bounding_box()
    assert wide
    assert wide["width"] <= SIZES["small"][0]
    context.close()


def test_a_page_is_gone_through_by_keyboard(browser: Browser, url: str) -> None:
    context = opened(browser, SIZES["wide"], "light", scripts=False)
    page = context.new_page()
    page.goto(f"{url}/chat")
    focused = page.locator(":focus")
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Commencer"
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat#new")
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Voir les programmes pour moi", "one goes on from what was just said"
    page.keyboard.press("Enter")
    page.locator(".mine").wait_for()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_is_refused_or_asked_elsewhere(
    browser: Browser, url: str, size: str, scheme: str
) -> None:
    context = opened(browser, SIZES[size], scheme, scripts=True)
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(url) else noise.append(request.url))
    for path in ("/", "/embed", "/chat", "/chat begun"):
        if path == "/chat begun":
            begun(page, url)
            page.get_by_label("Votre message").fill("programmes")
            page.get_by_role("button", name="Envoyer").click()
            page.locator("details.menu > summary").click()
            page.locator("details.erase > summary").click()
        else:
            page.goto(url + path)
        found = Axe().run(page)
        assert found.response["violations"] == [], f"{path}: {found.generate_report()}"
        across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert across <= 0, f"{path} is wider than the screen"
    assert noise == []
    context.close()


def test_the_page_to_show_opens_the_conversation_in_itself(browser: Browser, url: str) -> None:
    context = opened(browser, SIZES["wide"], "light", scripts=True)
    page = context.new_page()
    page.goto(f"{url}/?lang=en")
    page.wait_for_function("!!document.querySelector('escale-chat')?.open")
    page.get_by_role("link", name="Start the conversation").click()
    page.get_by_text("This is Escale").wait_for()
    assert page.url == f"{url}/?lang=en"
    context.close()
    without = opened(browser, SIZES["wide"], "light", scripts=False)
    page = without.new_page()
    page.goto(f"{url}/?lang=en")
    page.get_by_role("link", name="Start the conversation").click()
    page.get_by_role("button", name="Start").wait_for()
    without.close()
