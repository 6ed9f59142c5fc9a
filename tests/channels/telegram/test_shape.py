"""Replies as a phone shows them: texts cut where they may be, formatted and escaped, buttons in rows and pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.keyboards import PAGE, chosen, keyboard, read_page
from bot.channels.telegram.texts import LONGEST, as_html, split, units
from bot.channels.telegram.troubles import Backoff
from bot.conversation.replies import Option, Role, payload
from bot.journeys.bot_api.formatting import FormattingError, parse

TEXTS = st.text(st.sampled_from("ab é«»<>&\"'•:🏔️\n\u202e "), max_size=600)


def rows(options: list[Option], page: int = 0) -> list[list[str]]:
    """The titles of the buttons, by row."""
    made = keyboard(options, 12, page)
    return [[button.text for button in row] for row in made.inline_keyboard] if made else []


def option(title: str, role: Role = Role.ANSWER) -> Option:
    return Option(title=title, payload=payload("flow", "step", title.lower().replace(" ", "_"), 99), role=role)


def test_a_long_text_is_cut_between_paragraphs_where_that_can_be() -> None:
    paragraph = "word " * 300
    parts = split(f"{paragraph}\n\n{paragraph}\n\n{paragraph}")
    assert parts == (f"{paragraph}\n\n{paragraph.rstrip()}".strip(), paragraph.strip())


@pytest.mark.parametrize("between", ["\n", " "])
def test_else_between_lines_or_words(between: str) -> None:
    text = between.join(["abcdefghi"] * 700)
    assert all(not part.replace("abcdefghi", "").strip(between) for part in split(text))


def test_an_emoji_counts_for_two_and_is_never_cut_in_half() -> None:
    parts = split("🏔" * 5000)
    assert "".join(parts) == "🏔" * 5000
    assert [units(part) for part in parts] == [4096, 4096, 1808]


@given(TEXTS, st.integers(5, 60))
@settings(max_examples=300)
def test_whatever_the_text_each_part_fits_is_valid_and_nothing_is_lost(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert "".join("".join(parts).split()) == "".join(text.split())
    for part in parts:
        shown = parse(as_html(part), "HTML")
        assert units(shown.text) <= longest <= LONGEST
        assert shown.text == part.strip()


def test_the_titles_of_cards_and_the_heading_are_bold_and_no_more() -> None:
    text = "You seem to meet:\n\n• Help <A> & co\nIt helps.\n\n• your plan: a job\n• your age: 35"
    assert as_html(text) == (
        "<b>You seem to meet:</b>\n\n<b>• Help &lt;A&gt; &amp; co</b>\nIt helps.\n\n• your plan: a job\n• your age: 35"
    )
    assert as_html("One line:") == "One line:"


def test_answers_take_a_row_each_unless_short_and_asides_go_together() -> None:
    options = [
        *(option(title) for title in ("Yes", "No", "A rather long answer", "Maybe")),
        *(option(title, Role.ASIDE) for title in ("I don't know", "Why do you ask?", "Go back")),
    ]
    assert rows(options) == [
        ["Yes", "No"],
        ["A rather long answer"],
        ["Maybe"],
        ["I don't know", "Why do you ask?"],
        ["Go back"],
    ]
    assert keyboard([], 1) is None


def test_a_long_list_has_pages_with_a_way_on_and_back_and_the_asides_on_each() -> None:
    options = [*(option(f"A region number {n}") for n in range(17)), option("Go back", Role.ASIDE)]
    first, second, third = (rows(options, page) for page in range(3))
    assert first == [*([f"A region number {n}"] for n in range(PAGE)), ["2/3 ▶"], ["Go back"]]
    assert second[-2:] == [["◀ 1/3", "3/3 ▶"], ["Go back"]]
    assert third == [["A region number 16"], ["◀ 2/3"], ["Go back"]]
    assert rows(options, 99) == third
    assert rows(options[:10])[-1] == ["A region number 9"]


def test_the_data_of_a_page_is_ours_and_no_payload() -> None:
    made = keyboard([option(f"A region number {n}") for n in range(17)], 12)
    assert made is not None
    data = str(made.inline_keyboard[-1][0].callback_data)
    page = read_page(data)
    assert page is not None
    assert (page.sequence, page.asking, page.page) == (12, "2r", 1)
    assert len(data.encode()) <= 64
    assert read_page(payload("page", "step", "option", 3)) is None
    assert read_page("page:1:2") is None


def test_what_was_chosen_stays_readable_and_can_still_be_pressed() -> None:
    made = chosen("Find a job", "flow:project:job:3").inline_keyboard
    assert [[(one.text, one.callback_data) for one in row] for row in made] == [
        [("✓ Find a job", "flow:project:job:3")]
    ]


def test_failures_in_a_row_wait_longer_and_longer_up_to_a_limit() -> None:
    now = [0.0]
    backoff = Backoff(first=1, longest=5, clock=lambda: now[0])
    waits = []
    for _ in range(5):
        waits.append(backoff.failed())
        now[0] += waits[-1]
    assert waits == [1, 2, 4, 5, 5]
    backoff.succeeded()
    assert [backoff.failed() for _ in range(32)] == [1] * 32  # of so many conversations, at once


@pytest.mark.parametrize("written", ["<b>a", "a</b>", "<blink>a</blink>", "a < b"])
def test_the_loopback_server_refuses_html_that_telegram_would(written: str) -> None:
    with pytest.raises(FormattingError):
        parse(written, "HTML")
