"""On other people's pages: one script tag, strict policies, sites that are allowed and others, little weight."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse
from starlette.routing import Route as Address

import bot.channels.web
from benchmarks.server_process import free_port
from benchmarks.widget import HEAVIEST, addresses, measure, other_site, weight
from bot.app import create_app
from bot.settings import Settings
from tests.channels.widget.visit import HOST, WITHIN, Visit, html, tab, watch
from tests.live import served

SCRIPTS = sorted((Path(bot.channels.web.__file__).parent / "widget").glob("*.js"))
GENEROUS = 6.0
"""Seconds: four times the target, for a machine that is busy with other tests."""


def test_all_of_it_weighs_less_than_twelve_kilobytes(origin: str) -> None:
    weights = {address: weight(origin + address) for address in addresses()}
    assert sum(weights.values()) < HEAVIEST, weights


def test_a_cheap_phone_on_a_slow_network_can_write_soon(browser: Browser, tmp_path: Path) -> None:
    port, site_port = free_port(), free_port()
    settings = Settings(data=tmp_path, sites=(f"http://127.0.0.1:{site_port}",))
    with served(create_app(settings), port=port), other_site(f"http://127.0.0.1:{port}", site_port) as page:
        measured = measure(browser, page)
    assert measured.usable < GENEROUS, "the figures are those of: make widget-figures"


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_every_script_can_be_read(file: Path, tmp_path: Path) -> None:
    module = tmp_path / "checked.mjs"
    module.write_bytes(file.read_bytes())
    checked = subprocess.run(["node", "--check", module], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_conversation_asks_nothing_of_anyone_else(visit: Visit, origin: str) -> None:
    visit.choose(0, 0)
    visit.menu("English")
    expect(visit.log).to_contain_text("We go on in English", timeout=WITHIN)
    assert [address for address in visit.asked if not address.startswith(f"{origin}/")] == []


def test_nothing_of_the_person_is_in_an_address(visit: Visit) -> None:
    visit.choose(0)
    visit.say("trouver un emploi")
    token = visit.kept()["escale.token"]
    assert [address for address in visit.asked if token in address or "emploi" in address] == []


def test_what_is_typed_before_the_modules_are_there_is_sent_once_they_are(context: BrowserContext, origin: str) -> None:
    held: list[Route] = []
    context.route("**/widget/chat.js", lambda route: held.append(route))
    with tab(context, origin, mode="inline") as visit:
        visit.input.fill("je veux travailler")
        visit.input.press("Enter")
        held[0].continue_()
        expect(visit.log.locator(".mine")).to_have_count(1, timeout=WITHIN)
        visit.settled()
        expect(visit.log.locator(".reply").nth(2)).to_be_attached(timeout=WITHIN)
        assert visit.said() == ["je veux travailler"]
        assert visit.input.input_value() == ""


def test_where_the_modules_cant_be_had_no_dead_field_is_left(context: BrowserContext, origin: str) -> None:
    context.route("**/widget/talk.js", lambda route: route.abort())
    with tab(context, origin, mode="inline") as visit:
        expect(visit.chat).to_have_count(0, timeout=WITHIN)


@contextmanager
def site(api: str, *, language: str = "fr") -> Iterator[str]:
    """Another site, whose policy names the API."""
    policy = f"default-src 'none'; script-src {api}; connect-src {api}; require-trusted-types-for 'script'; trusted-types 'none'"

    async def page(_request: HttpRequest) -> HTMLResponse:
        return HTMLResponse(html(api, language=language), headers={"content-security-policy": policy})

    async def icon(_request: HttpRequest) -> HTMLResponse:
        return HTMLResponse("", status_code=204)

    with served(Starlette(routes=[Address(HOST, page), Address("/favicon.ico", icon)])) as address:
        yield address


def test_a_site_of_the_settings_embeds_it(context: BrowserContext, tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    with (
        site(api, language="es") as address,
        served(create_app(Settings(data=tmp_path, sites=(address,))), port=port),
    ):
        visit = Visit(context.new_page())
        watch(visit)
        visit.page.goto(f"{address}{HOST}")
        visit.open()
        visit.choose(0)
        assert visit.said() == ["Ver los programas para mí"]
        visit.page.reload()
        visit.chat.locator(".panel").wait_for()
        visit.shows(5)
        assert visit.complaints == []
        visit.page.close()


def test_a_site_that_is_not_in_the_settings_is_refused(context: BrowserContext, tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    with site(api) as address, served(create_app(Settings(data=tmp_path)), port=port):
        page = context.new_page()
        page.goto(f"{address}{HOST}")
        refused = page.evaluate(
            f"fetch('{api}/chat/sessions', {{method: 'POST', body: '{{}}'}}).catch((error) => error.name)"
        )
        assert refused == "TypeError"
        page.close()


def test_placed_by_hand_in_the_page(context: BrowserContext, origin: str) -> None:
    body = "<escale-chat data-mode='inline' data-title='Bienvenue ici' data-colour='#fc0'></escale-chat>"
    with tab(context, origin, body=body) as visit:
        visit.shows(3)
        expect(visit.chat.get_by_role("region", name="Bienvenue ici")).to_be_visible()
        expect(visit.chat.locator(".launcher")).to_be_hidden()
        assert visit.chat.count() == 1
        assert visit.chat.locator("xpath=..").evaluate("(node) => node.localName") == "main"
        assert visit.complaints == []


def test_placed_where_the_page_says(context: BrowserContext, origin: str) -> None:
    with tab(context, origin, body="<div id='here'></div>", mode="inline", target="#here") as visit:
        visit.shows(3)
        assert visit.chat.locator("xpath=..").get_attribute("id") == "here"


def test_the_language_of_the_page_is_taken_where_none_is_named(context: BrowserContext, origin: str) -> None:
    with tab(context, origin, language="es") as visit:
        expect(visit.chat.locator(".launcher")).to_have_text("Hablar con Escale")
        visit.open()
        assert visit.told()[2] == "¿Qué quiere hacer?"


def test_another_language_changes_the_conversation_and_the_widgets_own_words(visit: Visit) -> None:
    visit.choose(0)
    visit.menu("Español")
    expect(visit.chat.locator(".panel")).to_have_attribute("lang", "es")
    expect(visit.input).to_have_attribute("placeholder", "Su mensaje")
    expect(visit.log.locator(".reply").last).to_have_attribute("lang", "es", timeout=WITHIN)
    visit.settled()
    visit.page.reload()
    expect(visit.input).to_have_attribute("placeholder", "Su mensaje")
    visit.say("english please")
    expect(visit.input).to_have_attribute("placeholder", "Your message")


def test_starting_over_asks_first(visit: Visit) -> None:
    visit.choose(0)
    visit.menu("Recommencer")
    expect(visit.log.locator(".reply").last).to_contain_text("recommencer du début", timeout=WITHIN)


def test_nothing_is_asked_of_the_server_before_it_is_opened(context: BrowserContext, origin: str) -> None:
    with tab(context, origin) as visit:
        visit.chat.locator(".launcher").wait_for()
        visit.page.wait_for_timeout(300)
        assert [address for address in visit.asked if "/chat/" in address] == []
        assert visit.kept() == {}


@pytest.mark.parametrize(
    ("colour", "readable"),
    [
        ("#fff", True),
        ("#ffcc00", True),
        ("#0b5563", True),
        ("#000", True),
        ("red", True),
        ("#12345g", True),
        ("url(x)", True),
    ],
)
def test_whatever_colour_is_chosen_white_words_can_be_read_on_it(
    context: BrowserContext, origin: str, colour: str, readable: bool
) -> None:
    with tab(context, origin, colour=colour) as visit:
        visit.chat.locator(".launcher").wait_for()
        assert (contrast(visit) >= 4.5) is readable
        assert visit.complaints == []


def contrast(visit: Visit) -> float:
    """Of the launcher's words with its colour."""
    given: str = visit.chat.locator(".launcher").evaluate("(node) => getComputedStyle(node).backgroundColor")
    parts = [int(part) / 255 for part in given.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
