"""A message as a page shows it: paragraphs, lists, addresses and phone numbers one can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

BULLET = "• "
_LINK = re.compile(
    r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)]"
    r"|\b(?:1[ \u00a0-])?\d{3}[ \u00a0-]\d{3}[ \u00a0-]\d{4}\b"
    r"|\b(?:[2-9]11|988)\b(?!.?[\d$])"
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words, and where they lead: empty where they lead nowhere."""

    text: str
    href: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines that belong together: `kind` is `title`, `lines` or `list`."""

    kind: str
    lines: tuple[Line, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text; a bullet before lines of its own is their title."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0].startswith(BULLET) and not lines[1].startswith(BULLET):
        yield Block(kind="title", lines=(_line(lines[0].removeprefix(BULLET)),))
        lines = lines[1:]
    for listed, some in groupby(lines, key=lambda line: line.startswith(BULLET)):
        yield Block(kind="list" if listed else "lines", lines=tuple(_line(line.removeprefix(BULLET)) for line in some))


def _line(text: str) -> Line:
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for found in _LINK.finditer(text):
        if found.start() > at:
            yield Piece(text=text[at : found.start()])
        yield Piece(text=found.group(), href=_href(found.group()))
        at = found.end()
    if at < len(text):
        yield Piece(text=text[at:])


def _href(found: str) -> str:
    return found if found.startswith("http") else "tel:" + re.sub(r"\D", "", found)
