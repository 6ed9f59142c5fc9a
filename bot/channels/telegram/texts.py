"""A reply's text as Telegram takes it: cut where it is too long, in HTML, with the titles of its cards in bold."""

from __future__ import annotations

from html import escape

LONGEST = 4096
"""What one message holds, in UTF-16 units, once its marks are read."""
LONGEST_TITLE = 120
BULLET = "• "


def units(text: str) -> int:
    """How long a text is for Telegram."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The text in parts that fit: cut between paragraphs where that can be, else lines, else words, else anywhere."""
    parts: list[str] = []
    rest = text.strip()
    while units(rest) > longest:
        cut = _cut(rest, longest)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest)


def _cut(text: str, longest: int) -> int:
    """Where to cut: the last possible place of the best kind, unless it leaves less than half a message."""
    fits = _fitting(text, longest)
    for between in ("\n\n", "\n", " "):
        found = text.rfind(between, 0, fits + len(between))
        if found > fits // 2:
            return found
    return fits


def _fitting(text: str, longest: int) -> int:
    """How many characters fit: one beyond the basic plane counts for two."""
    used = 0
    for at, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > longest:
            return at
    return len(text)


def as_html(text: str) -> str:
    """The text in Telegram's HTML: a heading that ends with a colon over its lines, and the titles of cards, in bold."""
    lines = text.split("\n")
    return "\n".join(
        f"<b>{_escaped(line)}</b>" if _is_heading(lines, at) else _escaped(line) for at, line in enumerate(lines)
    )


def _is_heading(lines: list[str], at: int) -> bool:
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    if len(line) > LONGEST_TITLE:
        return False
    if line.startswith(BULLET):
        return bool(below) and not below.startswith(BULLET) and ":" not in line
    return at == 0 and line.endswith(":") and len(lines) > 1


def _escaped(line: str) -> str:
    return escape(line, quote=False)
