"""From a first word to a counsellor's answer, as everyone lives it: on each door, in each language, in real processes and a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.widget.visit import WITHIN, Visit, new_context, watch
from tests.chromium import chromium
from tests.whole.running import PASSWORD, Running, running

REFERENCE = re.compile(r"ESC-\w{4}-\w{4}")
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en", "es"])
WISH = {"fr": "trouver un organisme", "en": "find an organization", "es": "encontrar una organización"}
READY = {"fr": "faire le point", "en": "am i ready", "es": "¿estoy listo para mudarme?"}
ACCEPTED = {"fr": "acceptée", "en": "accepted", "es": "aceptada"}
PROGRAMMES: tuple[int | str, ...] = (0, 0, 3, "rimouski", 0, 1, 3, 2, 0, 0)
READINESS = (1, 0, 0, 0, -1)
PHONE = "581 555 0199"
MOST_QUESTIONS = 14


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("product")) as one:
        one.account("odile@example.org", "operator")
        yield one


# --- the newcomer -----------------------------------------------------------------------------------------------------


def from_the_page(page: Page, address: str, language: str) -> Visit:
    """Someone opens the page, and the conversation in it."""
    visit = Visit(page)
    watch(visit)
    page.goto(f"{address}/?lang={language}")
    visit.open()
    return visit


def hand_over(visit: Visit, language: str) -> str:
    """Programmes, readiness, an organisation; the reference."""
    for turn in (*PROGRAMMES, *READINESS):
        if isinstance(turn, int):
            visit.choose(turn)
        else:
            visit.say(turn)
    visit.say(WISH[language])
    for _ in range(MOST_QUESTIONS):
        if found := REFERENCE.search(visit.log.inner_text()):
            return found.group()
        if visit.log.locator(".reply").last.locator(".answer").count():
            visit.choose(0)
        else:
            visit.say(PHONE)
    raise AssertionError(visit.told()[-4:])


# --- the operator and the counsellor ----------------------------------------------------------------------------------


def signed_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/console/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/console/referrals")


def confirm_and_send(browser: Browser, product: Running, reference: str) -> str:
    """The operator confirms where the organisation receives pages, and sends the one that waits; the organisation."""
    organization = product.organization_of(reference)
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    signed_in(page, product.address, "odile@example.org")
    page.goto(f"{product.address}/console/organizations/{organization}")
    page.locator("#contact").fill("accueil@example.org")
    page.locator("form.card button").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"{product.address}/console/referrals")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("button", name="Transmettre à l’organisme").click()
    expect(page.get_by_text("demande transmise à l’organisme")).to_be_visible()
    context.close()
    return organization


def accept(browser: Browser, product: Running, reference: str, organization: str) -> str:
    """A counsellor of the organisation reads the page, and accepts it; what they read."""
    login = f"conseil.{reference.lower()}@example.org"
    product.account(login, "counsellor", organization)
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    signed_in(page, product.address, login)
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    read = page.locator("main").inner_text()
    page.get_by_role("button", name="Accepter la demande").click()
    expect(page.get_by_text("demande acceptée")).to_be_visible()
    context.close()
    return read


# --- all together -----------------------------------------------------------------------------------------------------


@LANGUAGES
def test_on_the_web_the_counsellor_accepts_and_the_newcomer_sees_it(
    browser: Browser, product: Running, language: str
) -> None:
    context = new_context(browser)
    visit = from_the_page(context.new_page(), product.address, language)
    reference = hand_over(visit, language)
    organization = product.organization_of(reference)
    if product.state_of(reference) == "held":
        organization = confirm_and_send(browser, product, reference)
    read = accept(browser, product, reference, organization)
    assert PHONE in read
    assert "Rimouski" in read
    expect(visit.log.locator(".reply").last).to_contain_text(ACCEPTED[language], timeout=WITHIN)
    assert visit.log.locator(".reply").last.get_attribute("lang") == language
    assert visit.complaints == []
    assert all(asked.startswith(product.address) for asked in visit.asked)
    context.close()


@LANGUAGES
def test_on_telegram_the_counsellor_accepts_and_the_newcomer_is_told(
    browser: Browser, product: Running, language: str
) -> None:
    person = product.world.arrive(language_code=language)
    product.world.say(person, "/start")
    product.until_told(person, "?")
    for turn in PROGRAMMES:
        product.answer(person, turn)
    product.answer(person, READY[language])
    product.answer(person, 0)
    last = product.answer(person, WISH[language])
    for _ in range(MOST_QUESTIONS):
        said = "\n".join(message.text for message in product.world.spoken(person.id))
        if found := REFERENCE.search(said):
            break
        last = product.answer(person, PHONE if asks_for_words(last.buttons) else 0)
    reference = found.group() if found else ""
    organization = product.organization_of(reference)
    if product.state_of(reference) == "held":
        organization = confirm_and_send(browser, product, reference)
    read = accept(browser, product, reference, organization)
    assert PHONE in read
    product.until_told(person, reference, ACCEPTED[language])


@LANGUAGES
def test_what_is_begun_on_the_web_goes_on_on_telegram_and_back(
    browser: Browser, product: Running, language: str
) -> None:
    context = new_context(browser)
    visit = from_the_page(context.new_page(), product.address, language)
    visit.choose(0, 0, 3)
    visit.say({"fr": "continuer ailleurs", "en": "continue elsewhere", "es": "seguir en otra parte"}[language])
    link = re.search(r"https://t\.me/\S+start=(\S+)", visit.log.inner_text())
    assert link
    person = product.world.arrive(language_code=language)
    product.world.say(person, f"/start {link.group(1)}")
    product.until_told(person, link.group(1))
    product.answer(person, link.group(1))
    asked = product.answer(person, "rimouski")
    question = asked.text.splitlines()[0]
    expect(visit.log.locator(".reply").last).to_contain_text(question[:40], timeout=WITHIN)
    assert visit.said()[-1] == "rimouski"
    visit.choose(0)
    product.until_told(person, question[:40])
    context.close()


def asks_for_words(buttons: tuple[object, ...]) -> bool:
    """Whether a question has no answers of its own: only what stands beside it."""
    return len(buttons) <= 4 and not any("consent" in str(getattr(one, "data", "")) for one in buttons)
