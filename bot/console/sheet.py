"""A referral's page as the console shows it: its title, the five lines that come first, the rest; each line as a term and what
is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST = 5
_COLON = re.compile(r"\s:\s")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the page: what it is about (empty where it is a sentence of its own), and what it says."""

    term: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page: `first` are the deadline, how to reach the person, the language, who follows them, what they ask."""

    title: str
    first: tuple[Line, ...]
    rest: tuple[Line, ...]
    notes: tuple[str, ...]


def read_sheet(summary: str) -> Sheet:
    """The page of a summary."""
    title, *written = summary.split("\n")
    lines = [_line(one) for one in written if one.strip()]
    rest = lines[FIRST:]
    return Sheet(
        title=title,
        first=tuple(lines[:FIRST]),
        rest=tuple(one for one in rest if one.term),
        notes=tuple(one.said for one in rest if not one.term),
    )


def _line(written: str) -> Line:
    parts = _COLON.split(written, maxsplit=1)
    return Line(term=parts[0], said=parts[1]) if len(parts) > 1 else Line(term="", said=written)
