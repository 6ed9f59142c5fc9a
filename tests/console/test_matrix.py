"""Every address of the console × everyone who may knock: what each gets. A route without its row fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.console import staff as accounts
from bot.console.pages import BASE, TOKEN_COOKIE
from bot.referrals.life import State
from tests.console.conftest import staffed
from tests.console.world import Browser, World

IN, MOVED, AWAY, NONE, FORM, NO = "page", "moved", "to sign in", "not found", "old form", "refused"
ANSWERS: Mapping[str, tuple[int, ...]] = {
    IN: (200,),  # the page
    MOVED: (303,),  # done, to be read elsewhere in the console
    AWAY: (303,),  # to the page where one signs in
    NONE: (404,),
    FORM: (403,),
    NO: (422,),
}
VISITORS = ("anonymous", "counsellor of A", "counsellor of B", "operator", "disabled", "expired", "wrong mark")


@dataclass(frozen=True)
class Row:
    """What each visitor gets of one route, in the order of `VISITORS`; `needs` is the state of the referral, `fields` its form."""

    outcomes: tuple[str, ...]
    needs: State = State.SENT
    fields: tuple[tuple[str, str], ...] = ()


FOR_ALL = (IN,) * 7
READ_BY_STAFF = Row((AWAY, IN, IN, IN, AWAY, AWAY, IN))
READ_BY_OPERATOR = Row((AWAY, NONE, NONE, IN, AWAY, AWAY, NONE))
CHANGED_BY_OPERATOR = (FORM, NONE, NONE, MOVED, AWAY, AWAY, FORM)
OF_A = (FORM, MOVED, NONE, NONE, AWAY, AWAY, FORM)
MATRIX: Mapping[tuple[str, str], Row] = {
    **{("GET", f"/static/{name}"): Row(FOR_ALL) for name in ("console.css", "console.js", "htmx.min.js")},
    **{("GET", f"/static/{name}"): Row(FOR_ALL) for name in ("htmx.LICENSE", "icon.svg")},
    ("GET", "/"): Row((IN, MOVED, MOVED, MOVED, IN, IN, MOVED)),
    ("POST", "/sign-in"): Row((FORM, NO, NO, NO, NO, NO, FORM), fields=(("login", "x"), ("password", "y"))),
    ("POST", "/sign-out"): Row((FORM, AWAY, AWAY, AWAY, AWAY, AWAY, FORM)),
    ("POST", "/language"): Row((FORM, MOVED, MOVED, MOVED, MOVED, MOVED, FORM), fields=(("language", "en"),)),
    ("GET", "/referrals"): READ_BY_STAFF,
    ("GET", "/referrals/elsewhere"): READ_BY_OPERATOR,
    ("GET", "/referrals/ended"): READ_BY_STAFF,
    ("GET", "/referrals/{number}"): Row((AWAY, IN, NONE, IN, AWAY, AWAY, IN)),
    ("POST", "/referrals/{number}/received"): Row(OF_A),
    ("POST", "/referrals/{number}/accepted"): Row(OF_A),
    ("POST", "/referrals/{number}/contacted"): Row(OF_A, needs=State.ACCEPTED),
    ("POST", "/referrals/{number}/sent"): Row(CHANGED_BY_OPERATOR, needs=State.HELD),
    ("POST", "/referrals/{number}/closed"): Row(
        (FORM, NONE, NONE, MOVED, AWAY, AWAY, FORM), needs=State.HELD, fields=(("outcome", "duplicate"),)
    ),
    ("POST", "/referrals/{number}/declined"): Row(
        (FORM, NONE, NONE, MOVED, AWAY, AWAY, FORM), needs=State.HELD, fields=(("decline_reason", "no_capacity"),)
    ),
    ("GET", "/organizations"): READ_BY_OPERATOR,
    ("GET", "/organizations/{organization}"): READ_BY_OPERATOR,
    ("POST", "/organizations/{organization}"): Row(CHANGED_BY_OPERATOR, fields=(("contact", "a@b.example"),)),
    ("POST", "/organizations/{organization}/remove"): Row(CHANGED_BY_OPERATOR),
    ("GET", "/unread"): READ_BY_OPERATOR,
    ("POST", "/unread/{number}/erase"): Row(CHANGED_BY_OPERATOR),
}


@pytest.fixture(scope="module")
def house_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("console")
    world = staffed(World(f"sqlite:///{folder / 'escale.db'}", folder))
    yield world
    world.house.close()


def routes_of(world: World) -> set[tuple[str, str]]:
    """The real routes of the application."""
    mount = next(one for one in world.app.router.routes if isinstance(one, Mount) and one.path == BASE)
    assert isinstance(mount.app, Starlette)
    assert all(isinstance(one, Route) for one in mount.app.routes)
    return {
        (method, one.path)
        for one in mount.app.routes
        if isinstance(one, Route)
        for method in (one.methods or ())
        if method != "HEAD"
    }


def test_every_route_has_its_row_and_every_row_its_route(house_of_all: World) -> None:
    assert routes_of(house_of_all) == set(MATRIX)


def visitor(world: World, name: str) -> Browser:
    """A browser as this visitor holds it; whose session ended got its cookie and form before."""
    match name:
        case "anonymous":
            return world.browser()
        case "counsellor of B":
            return world.browser("ines")
        case "operator":
            return world.browser("odile")
        case "disabled":
            login = f"temp{len(world.staff)}"
            world.hire(login)
            browser = world.browser(login)
            accounts.disable(world.store, login, world.now)
            return browser
        case "expired":
            browser = world.browser("marie")
            world.passes(hours=2)
            return browser
    return world.browser("marie")


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize(("method", "path"), MATRIX, ids=[f"{method} {path}" for method, path in MATRIX])
def test_each_gets_what_the_matrix_says(house_of_all: World, method: str, path: str, who: str) -> None:
    world, row = house_of_all, MATRIX[(method, path)]
    expected = row.outcomes[VISITORS.index(who)]
    browser = visitor(world, who)
    confirmed(world)
    number = world.refer(row.needs, by="marie")
    url = path.replace("{number}", str(number)).replace("{organization}", "promis")
    if method == "GET":
        response = browser.get(url)
    else:
        fields = {"seen": row.needs.value, **dict(row.fields)}
        mark = "0" * 64 if who == "wrong mark" else None
        response = browser.post(url, fields, mark=mark)
    assert response.status_code in ANSWERS[expected], response.text[:600]
    if expected == AWAY:
        assert response.headers["location"].startswith(f"{BASE}/?") or response.headers["location"] == f"{BASE}/"
    elif expected == MOVED:
        assert response.headers["location"].startswith(BASE)
    if expected != IN:
        assert "514 555-0199" not in response.text
    if method == "POST" and "{number" in path and expected != MOVED:
        assert world.row(number).state == row.needs, "nobody moved it"


def confirmed(world: World) -> None:
    from bot.service.confirmations import Confirmation, confirm

    said = Confirmation(contact="a@b.example", verified_on=world.now.date(), verified_by="1")
    world.store.run(lambda c: confirm(c, world.store.sealer, "promis", said))


def test_no_address_at_all_leads_from_one_organisation_to_the_other(house_of_all: World) -> None:
    world = house_of_all
    theirs = world.refer(organization="sito")
    browser = world.browser("marie")
    unknown = browser.get("/referrals/999999")
    for number in (str(theirs), str(2**63), str(10**40), "1" * 5000, "0", "nine"):
        answer = browser.get(f"/referrals/{number}")
        assert (answer.status_code, answer.text) == (404, unknown.text.replace("999999", number))
    for list_path in ("/referrals", "/referrals/ended", "/referrals?page=2", "/referrals?page=x", "/referrals?page=-1"):
        assert world.row(theirs).reference not in browser.get(list_path).text


def test_every_answer_of_the_console_is_a_page_that_nobody_keeps_or_frames(house_of_all: World) -> None:
    browser = house_of_all.browser("marie")
    for path in ("/referrals", "/nowhere", "/organizations", "/referrals/1/accepted"):
        answer = browser.get(path)
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert policy == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    assert browser.get("/referrals/1/accepted").status_code == 405


def test_the_cookie_is_for_the_console_alone_and_out_of_reach_of_scripts(house_of_all: World) -> None:
    cookie = house_of_all.browser().get("/").headers["set-cookie"]
    assert cookie.startswith(f"{TOKEN_COOKIE}=")
    for part in ("HttpOnly", "Path=/console", "SameSite=lax"):
        assert part in cookie
    assert "Secure" not in cookie, "over http in this test"
