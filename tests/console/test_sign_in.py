"""Signing in: sessions begin anew, end in time and at once, and nobody learns who has an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.console import staff as accounts
from bot.console.pages import TOKEN_COOKIE
from bot.console.passwords import PasswordError, hashed
from bot.console.sessions import wait_after
from bot.store.tables import staff, staff_session
from tests.console.world import PASSWORD, World


def test_signing_in_begins_a_session_under_a_new_token_of_which_only_the_hash_is_kept(world: World) -> None:
    browser = world.browser()
    browser.get("/")
    before = world.token(browser)
    answer = browser.sign_in("  MARIE ")
    assert answer.headers["location"] == "/console/referrals"
    assert world.token(browser) != before
    assert "Marie" in browser.get("/referrals").text
    kept = world.store.run(lambda c: c.execute(select(staff_session.c.hash)).scalars().all())
    assert kept == [world.store.find("console_session", world.token(browser))]


def test_an_unknown_login_a_wrong_password_and_a_disabled_account_are_answered_alike(small_world: World) -> None:
    world = small_world
    accounts.disable(world.store, "paul", world.now)
    answers = []
    for login, password in (("marie", "wrong wrong wrong"), ("nobody", PASSWORD), ("paul", PASSWORD)):
        answer = world.browser().sign_in(login, password)
        assert answer.status_code == 422
        answers.append(answer.text.replace(f'value="{login}"', ""))
    marks = [text.split('name="mark" value="')[1][:64] for text in answers]
    assert len({text.replace(mark, "") for text, mark in zip(answers, marks, strict=True)}) == 1


def test_after_five_failures_the_account_waits_longer_each_time_and_what_is_tried_meanwhile_counts_for_nothing(
    world: World,
) -> None:
    for _ in range(5):
        assert world.browser().sign_in("marie", "wrong wrong wrong").status_code == 422
    assert world.browser().sign_in("marie").status_code == 422, "locked, even with the right password"
    assert world.browser().sign_in("paul").status_code == 303
    world.passes(seconds=61)
    assert world.browser().sign_in("marie", "wrong wrong wrong").status_code == 422
    world.passes(seconds=61)
    assert world.browser().sign_in("marie").status_code == 422, "two minutes this time"
    world.passes(seconds=60)
    assert world.browser().sign_in("marie").status_code == 303
    row = world.store.run(lambda c: c.execute(select(staff).where(staff.c.login == "marie")).one())
    assert (row.failures, row.locked_until) == (0, None)
    assert wait_after(60) == timedelta(hours=1)


def test_many_tries_at_once_are_all_counted(world: World) -> None:
    browsers = [world.browser() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda browser: browser.sign_in("marie", "wrong wrong wrong"), browsers))
    row = world.store.run(lambda c: c.execute(select(staff).where(staff.c.login == "marie")).one())
    assert row.failures == 5
    assert row.locked_until is not None


def test_a_session_ends_when_nobody_is_there_and_after_twelve_hours_in_any_case(small_world: World) -> None:
    world = small_world
    browser = world.browser("marie")
    for _ in range(14):
        world.passes(minutes=50)
        assert browser.get("/referrals").status_code == 200
    world.passes(minutes=50)
    answer = browser.get("/referrals")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/?ended=yes")
    assert "Votre séance est terminée" in browser.get("/?ended=yes").text
    idle = world.browser("marie")
    world.passes(minutes=61)
    assert idle.get("/referrals").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(small_world: World) -> None:
    world = small_world
    browser = world.browser("marie")
    token = world.token(browser)
    assert browser.post("/sign-out").status_code == 303
    thief = world.browser()
    thief.cookies[TOKEN_COOKIE] = token
    assert thief.get("/referrals").status_code == 303


def test_the_sessions_of_an_account_end_the_moment_it_is_disabled(world: World) -> None:
    browser = world.browser("marie")
    assert browser.get("/referrals").status_code == 200
    accounts.disable(world.store, "Marie", world.now)
    assert browser.get("/referrals").status_code == 303


def test_a_form_of_another_session_is_refused(small_world: World) -> None:
    world = small_world
    number = world.refer()
    marie, paul = world.browser("marie"), world.browser("paul")
    answer = marie.post(f"/referrals/{number}/accepted", {"seen": "sent"}, mark=paul.mark)
    assert answer.status_code == 403
    assert "Rien n’a été fait" in answer.text
    assert world.row(number).state == "sent"


def test_a_form_too_large_or_that_is_none_is_refused_in_words(small_world: World) -> None:
    browser = small_world.browser("marie")
    assert browser.post("/language", {"language": "x" * 20_000}).status_code == 413
    assert browser.post("/language", {f"field{n}": "x" for n in range(60)}).status_code == 413


def test_the_language_of_the_pages_is_chosen_once_and_leads_nowhere_else(small_world: World) -> None:
    browser = small_world.browser("marie")
    assert '<html lang="fr">' in browser.get("/referrals", **{"accept-language": "en"}).text
    answer = browser.post("/language", {"language": "en", "back": "/referrals/ended"})
    assert answer.headers["location"] == "/console/referrals/ended"
    page = browser.get("/referrals")
    assert '<html lang="en">' in page.text
    assert "Current requests" in page.text
    for back in ("//evil.example", "https://evil.example", "/../x", "/a?b", ""):
        assert browser.post("/language", {"language": "es", "back": back}).headers["location"] == "/console/"


@pytest.mark.parametrize(
    "password",
    [
        *(
            "short",
            "elevenchars",
            "motdepasse2026!",
            "Password12345",
            "aaaaaaaaaaaaaa",
            "123456789012",
            "Escale-2026-2026",
        ),
        *("marie@promis.example", "MARIE@promis.EXAMPLE", "azertyuiop123", "x" * 201),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(PasswordError) as refused:
        hashed(password, "marie@promis.example")
    assert "password" in str(refused.value)


def test_a_long_password_is_kept_as_argon2id_never_itself() -> None:
    kept = hashed("quatre chevaux lents bleus", "marie")
    assert kept.startswith("$argon2id$")
    assert "chevaux" not in kept
