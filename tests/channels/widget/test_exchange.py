"""The same conversation, nothing twice: offline, reloaded, in two tabs, through a server that stops, until it is erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from benchmarks.server_process import ServerProcess
from tests.channels.widget.visit import WITHIN, Visit, new_context, tab


def test_what_is_typed_offline_goes_once_when_the_network_is_back(visit: Visit, context: BrowserContext) -> None:
    visit.choose(0)
    context.set_offline(True)
    expect(visit.status).to_contain_text("hors connexion")
    visit.type("trouver un emploi")
    visit.type("plus tard")
    expect(visit.log.locator(".mine small")).to_have_count(2)
    sent: list[str] = []
    visit.page.on("request", lambda request: sent.append(str(request.post_data)) if request.method == "POST" else None)
    context.set_offline(False)
    visit.shows(3 + 2 + 1 + 1)
    visit.settled()
    expect(visit.status).to_be_empty()
    assert visit.said() == ["Voir les programmes pour moi", "trouver un emploi", "plus tard"]
    ids = list(dict.fromkeys(json.loads(one)["id"] for one in sent))  # one tried again keeps its own
    assert len(ids) == 2
    visit.complaints.clear()  # the browser says so itself of each request that fails


def test_what_was_typed_offline_survives_a_reload(visit: Visit, context: BrowserContext) -> None:
    visit.choose(0)
    context.set_offline(True)
    visit.type("trouver un emploi")
    kept = context.storage_state()
    assert "trouver un emploi" in str(kept)
    context.set_offline(False)
    visit.page.reload()
    visit.shows(6)
    assert visit.said() == ["Voir les programmes pour moi", "trouver un emploi"]
    visit.complaints.clear()


def test_an_answer_that_was_lost_on_the_way_is_asked_again_under_the_same_id(visit: Visit) -> None:
    visit.choose(0)
    ids: list[str] = []

    def lose(route: Route) -> None:
        ids.append(route.request.post_data_json["id"])
        if len(ids) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    visit.page.route("**/chat/messages", lose)
    visit.type("trouver un emploi")
    visit.shows(6)
    visit.settled()
    assert visit.said() == ["Voir les programmes pour moi", "trouver un emploi"]
    assert (len(ids), len(set(ids))) == (2, 1)
    visit.complaints.clear()


def test_a_reload_shows_the_same_conversation_and_what_was_chosen(visit: Visit) -> None:
    visit.choose(0, 0)
    said, told = visit.said(), visit.told()
    visit.page.reload()
    visit.shows(len(told))
    assert (visit.said(), visit.told()) == (said, told)
    expect(visit.log.locator(".chosen")).to_have_text(
        ["Voir les programmes pour moi, votre réponse", "Trouver un emploi, votre réponse"]
    )
    visit.choose(3)
    assert visit.said()[-1] == "Plus tard"


def test_two_tabs_show_the_same_conversation_whichever_one_is_used(
    visit: Visit, context: BrowserContext, origin: str
) -> None:
    visit.choose(0)
    with tab(context, origin) as other:
        other.chat.locator(".launcher").click()
        other.shows(5)
        other.choose(0)
        visit.shows(6)
        visit.choose(3)
        other.shows(7)
        assert visit.said() == other.said() == ["Voir les programmes pour moi", "Trouver un emploi", "Plus tard"]
        assert visit.told() == other.told()
        assert other.complaints == []


def test_two_tabs_opened_at_once_begin_one_conversation(context: BrowserContext, origin: str) -> None:
    with tab(context, origin, mode="inline") as one, tab(context, origin, mode="inline") as two:
        one.shows(3)
        two.shows(3)
        one.choose(0)
        two.shows(5)
        assert one.told() == two.told()


def test_two_tabs_that_were_offline_send_each_message_once(visit: Visit, context: BrowserContext, origin: str) -> None:
    visit.choose(0)
    with tab(context, origin) as other:
        other.chat.locator(".launcher").click()
        other.shows(5)
        context.set_offline(True)
        visit.type("trouver un emploi")
        other.type("plus tard")
        context.set_offline(False)
        visit.shows(7)
        other.shows(7)
        visit.settled()
        other.settled()
        expected = ["Voir les programmes pour moi", "trouver un emploi", "plus tard"]
        assert visit.said() == other.said() == expected
    visit.complaints.clear()


def test_a_server_that_is_killed_and_starts_again_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    server = ServerProcess({"ESCALE_DATA": str(tmp_path)}, tmp_path / "log")
    context = new_context(browser)
    server.start()
    try:
        with tab(context, f"http://127.0.0.1:{server.port}") as visit:
            visit.open()
            visit.choose(0)
            server.kill()
            visit.type("trouver un emploi")
            expect(visit.status).to_contain_text("ne répond pas", timeout=WITHIN)
            server.start()
            visit.shows(6)
            visit.settled()
            visit.choose(3)
            assert visit.said() == ["Voir les programmes pour moi", "trouver un emploi", "Plus tard"]
            visit.page.reload()
            visit.shows(7)
            assert visit.said() == ["Voir les programmes pour moi", "trouver un emploi", "Plus tard"]
    finally:
        server.stop()
    context.close()


def test_a_token_that_is_refused_begins_anew_kindly_and_gives_back_what_was_typed(visit: Visit) -> None:
    visit.choose(0)
    visit.page.evaluate("localStorage['escale.token'] = 'x'.repeat(76)")
    visit.page.reload()
    expect(visit.log).to_contain_text("n’est plus accessible", timeout=WITHIN)
    visit.shows(3)
    visit.choose(0)
    assert visit.said() == ["Voir les programmes pour moi"]
    assert visit.kept()["escale.token"] != "x" * 76
    visit.complaints.clear()


def test_a_token_refused_while_only_in_memory_begins_anew_once(visit: Visit) -> None:
    visit.say("tout effacer")
    visit.answer(0).click()
    expect(visit.log).to_contain_text("C’est fait", timeout=WITHIN)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=401, body="{}")

    visit.page.route("**/chat/messages", refuse)
    visit.type("bonjour")
    expect(visit.log).to_contain_text("n’est plus accessible", timeout=WITHIN)
    expect(visit.input).to_have_value("bonjour")
    assert len(asked) == 1
    visit.complaints.clear()


def test_without_storage_the_conversation_goes_on_in_memory(context: BrowserContext, origin: str) -> None:
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    with tab(context, origin) as visit:
        visit.open()
        visit.choose(0, 0)
        assert visit.said() == ["Voir les programmes pour moi", "Trouver un emploi"]
        visit.menu("Tout effacer et terminer")
        visit.chat.get_by_role("button", name="Oui, tout effacer").click()
        expect(visit.chat.locator(".panel")).to_be_hidden()
        assert visit.complaints == []


def test_where_ids_and_locks_are_refused_by_the_browser_it_works_all_the_same(
    context: BrowserContext, origin: str
) -> None:
    context.add_init_script(
        "delete Crypto.prototype.randomUUID; Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"
    )
    with tab(context, origin) as visit:
        visit.open()
        visit.choose(0, 0)
        assert visit.said() == ["Voir les programmes pour moi", "Trouver un emploi"]


def test_an_old_button_pressed_again_is_a_change_that_is_confirmed_first(visit: Visit) -> None:
    visit.choose(0, 0, 3)
    old = visit.log.locator(".choices.used").nth(2).get_by_role("button", name="D’ici trois mois")
    old.click()
    expect(visit.log.locator(".reply").last).to_contain_text("D’ici trois mois", timeout=WITHIN)
    visit.choose(0)
    assert visit.said()[-2:] == ["D’ici trois mois", visit.said()[-1]]


def test_a_button_pressed_twice_at_once_is_sent_once(visit: Visit) -> None:
    visit.answer(0).dblclick()
    visit.shows(5)
    visit.settled()
    assert visit.said() == ["Voir les programmes pour moi"]


def test_erasing_leaves_nothing_here_nor_there(visit: Visit, context: BrowserContext, origin: str) -> None:
    visit.choose(0)
    visit.say("trouver un emploi")
    token = visit.kept()["escale.token"]
    with tab(context, origin) as other:
        other.chat.locator(".launcher").click()
        other.shows(6)
        visit.input.fill("à moitié")
        visit.menu("Tout effacer et terminer")
        visit.chat.get_by_role("button", name="Oui, tout effacer").click()
        expect(visit.chat.locator(".panel")).to_be_hidden()
        expect(visit.chat.locator(".launcher")).to_be_focused()
        expect(other.chat.locator(".panel")).to_be_hidden()
        for one in (visit, other):
            assert one.log.locator("*").count() == 0
            assert one.input.input_value() == ""
            assert one.kept() == {}
        assert other.complaints == []
    visit.page.goto("about:blank")
    visit.page.go_back()
    assert visit.kept() == {}
    visit.open()
    assert visit.said() == []
    asked = f"fetch('/chat/events?after=0', {{headers: {{authorization: 'Bearer {token}'}}}}).then((r) => r.status)"
    assert visit.complaints == []
    assert visit.page.evaluate(asked) == 401
    visit.complaints.clear()


def test_keeping_erases_nothing(visit: Visit) -> None:
    visit.choose(0)
    visit.menu("Tout effacer et terminer")
    visit.chat.get_by_role("button", name="Non, garder").click()
    expect(visit.input).to_be_focused()
    assert visit.said() == ["Voir les programmes pour moi"]
    assert "escale.token" in visit.kept()


def test_erasing_offline_says_that_nothing_is_erased(visit: Visit, context: BrowserContext) -> None:
    context.set_offline(True)
    visit.page.wait_for_timeout(100)
    visit.menu("Tout effacer et terminer")
    visit.chat.get_by_role("button", name="Oui, tout effacer").click()
    expect(visit.chat.locator(".ask")).to_contain_text("Rien n’est effacé")
    assert "escale.token" in visit.kept()
    context.set_offline(False)
    visit.chat.get_by_role("button", name="Oui, tout effacer").click()
    expect(visit.chat.locator(".panel")).to_be_hidden()
    assert visit.kept() == {}
    visit.complaints.clear()


def test_erasing_in_the_conversation_leaves_nothing_either(visit: Visit, context: BrowserContext, origin: str) -> None:
    visit.choose(0)
    with tab(context, origin) as other:
        other.chat.locator(".launcher").click()
        other.shows(5)
        visit.say("tout effacer")
        visit.answer(0).click()
        expect(visit.log).to_contain_text("C’est fait", timeout=WITHIN)
        expect(other.chat.locator(".panel")).to_be_hidden(timeout=WITHIN)
        assert visit.said() == ["Oui, tout effacer"]
        assert not [name for name in visit.kept() if name.startswith("escale.")]
        visit.say("bonjour")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_cant_be_taken_is_said_so_and_lets_the_next_go(visit: Visit, status: int) -> None:
    visit.page.route("**/chat/messages", lambda route: route.fulfill(status=status, body="{}"), times=1)
    visit.type("quelque chose")
    expect(visit.log).to_contain_text("n’a pas pu être envoyé", timeout=WITHIN)
    visit.choose(0)
    assert visit.said() == ["Voir les programmes pour moi"]
    visit.complaints.clear()
