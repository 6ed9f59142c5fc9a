"""The conversation in a terminal: replies wrapped to its width, answers numbered, what stands beside a question on one line.

A number or a label typed sends that button's payload; anything else is a text like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import combining, east_asian_width
from uuid import uuid4

from bot.conversation.events import Began
from bot.conversation.replies import Option, Reply, Role
from bot.service.house import House
from bot.service.updates import START, Update

CHANNEL = "terminal"
NARROWEST = 20
LONGEST_NUMBER = 3
NO_BREAK = "\u00a0"


@dataclass(kw_only=True)
class Terminal:
    """One person at a terminal `width` columns wide; `address` is the name they come back by."""

    house: House
    width: int
    address: str = field(default_factory=lambda: uuid4().hex)
    _options: tuple[Option, ...] = ()

    def begin(self, language: str | None) -> str:
        """Opens the conversation, or takes it up again; what to print."""
        began = Update(channel=CHANNEL, address=self.address, id=None, message=Began(language=language), content=START)
        return self._printed(asyncio.run(self.house.turns.take(began)).replies)

    def answer(self, typed: str) -> str:
        """What to print for a line that was typed."""
        text = meant(typed, self._options)
        return self._printed(self.house.take(CHANNEL, self.address, text).replies)

    def _printed(self, replies: tuple[Reply, ...]) -> str:
        shown = [reply for reply in replies if reply.options]
        if shown:
            self._options = shown[-1].options
        return "\n\n".join(printed(reply, self.width) for reply in replies)


def meant(typed: str, options: Iterable[Option]) -> str:
    """The payload of the button whose number or label was typed, else the text itself, readable whatever was piped in."""
    text = typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    options, wanted = tuple(options), text.strip()
    answers = [option for option in options if option.role is Role.ANSWER]
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_NUMBER and 1 <= int(wanted) <= len(answers):
        return answers[int(wanted) - 1].payload
    labelled = (option.payload for option in options if option.title.casefold() == wanted.casefold())
    return next(labelled, text)


def printed(reply: Reply, width: int) -> str:
    """A reply as lines of at most `width` columns: its text, its numbered answers, then what can be done beside it."""
    answers = [option.title for option in reply.options if option.role is Role.ANSWER]
    asides = [option.title.replace(" ", NO_BREAK) for option in reply.options if option.role is Role.ASIDE]
    lines = [line for paragraph in reply.text.splitlines() for line in wrapped(paragraph, width)]
    for number, title in enumerate(answers, start=1):
        mark = f"{number:>3}. "
        lines += wrapped(title, width, mark, " " * len(mark))
    if asides:
        lines += wrapped("  ·  ".join(f"[{title}]" for title in asides), width, "     ", "     ")
    return "\n".join(lines)


def wrapped(text: str, width: int, first: str = "", then: str = "") -> Iterator[str]:
    """The text in lines of at most `width` columns, the first begun by `first`, the others by `then`; a word too long
    stands alone."""
    line, used, room = first, columns(first), max(width, NARROWEST)
    begun = False
    for word in text.split(" "):
        length = columns(word)
        if begun and used + 1 + length > room:
            yield line.rstrip(" ")
            line, used, begun = then, columns(then), False
        line, used = (f"{line} {word}", used + 1 + length) if begun else (line + word, used + length)
        begun = True
    yield line.rstrip(" ")


def columns(text: str) -> int:
    """How many columns a terminal gives to a text: two for a wide character, none for an accent on its own."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
