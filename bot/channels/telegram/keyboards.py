"""Buttons under a message: answers one a row, two where both are short; what stands beside the question below; pages of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversation.replies import Option, Role

PAGED_FROM = 11
"""A list of so many answers is cut in pages."""
PAGE = 8
SHORT_ANSWER, SHORT_ASIDE = 14, 20
"""Two buttons share a row where both have so many characters at most."""
CHOSEN = "✓ "
_PAGE_DATA = "page"


@dataclass(frozen=True, kw_only=True)
class PageButton:
    """The page (from 0) of the list that stands under the conversation's message of this number; `asking`, of its question,
    is that of no other life of the conversation."""

    sequence: int
    asking: str
    page: int

    @property
    def data(self) -> str:
        """What the button holds."""
        return f"{_PAGE_DATA}:{self.sequence}:{self.asking}:{self.page}"


def read_page(data: str) -> PageButton | None:
    """The page a button turns to; None where it is another button."""
    parts = data.split(":")
    if len(parts) != 4 or parts[0] != _PAGE_DATA or not (parts[1].isdecimal() and parts[3].isdecimal()):
        return None
    return PageButton(sequence=int(parts[1]), asking=parts[2], page=int(parts[3]))


def asking_of(options: Sequence[Option]) -> str:
    """The asking that the buttons of a reply share, as their payloads write it."""
    return options[0].payload.rpartition(":")[2]


def keyboard(options: Sequence[Option], sequence: int, page: int = 0) -> InlineKeyboardMarkup | None:
    """The buttons of a reply, at a page of its answers; None where it has none."""
    if not options:
        return None
    answers = [option for option in options if option.role is Role.ANSWER]
    asides = [option for option in options if option.role is not Role.ANSWER]
    turning: list[list[InlineKeyboardButton]] = []
    if len(answers) >= PAGED_FROM:
        pages = -(-len(answers) // PAGE)
        page = min(page, pages - 1)
        turning = [_turning(PageButton(sequence=sequence, asking=asking_of(options), page=page), pages)]
        answers = answers[page * PAGE : (page + 1) * PAGE]
    return InlineKeyboardMarkup([*_rows(answers, SHORT_ANSWER), *turning, *_rows(asides, SHORT_ASIDE)])


def chosen(title: str, payload: str) -> InlineKeyboardMarkup:
    """What remains of the buttons once one was pressed: it, marked. Pressed again, it is an old button like any other."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"{CHOSEN}{title}", callback_data=payload)]])


def _rows(options: Sequence[Option], short: int) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    roomy = False
    for option in options:
        fits = len(option.title) <= short
        button = InlineKeyboardButton(option.title, callback_data=option.payload)
        if roomy and fits:
            rows[-1].append(button)
            roomy = False
        else:
            rows.append([button])
            roomy = fits
    return rows


def _turning(here: PageButton, pages: int) -> list[InlineKeyboardButton]:
    """What leads to the pages beside."""
    row = []
    if here.page > 0:
        before = replace(here, page=here.page - 1)
        row.append(InlineKeyboardButton(f"◀ {before.page + 1}/{pages}", callback_data=before.data))
    if here.page < pages - 1:
        after = replace(here, page=here.page + 1)
        row.append(InlineKeyboardButton(f"{after.page + 1}/{pages} ▶", callback_data=after.data))
    return row
