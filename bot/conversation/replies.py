"""What a person reads: text and buttons, already in their language; each channel turns them into its own messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """How a button is shown."""

    ANSWER = "answer"  # answers the question
    ASIDE = "aside"  # goes beside it: I don't know, why, back


@dataclass(frozen=True, kw_only=True)
class Option:
    """A button: what is written on it, and the opaque payload (at most 64 bytes) that comes back."""

    title: str
    payload: str
    role: Role = Role.ANSWER


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One message: its text, its buttons, its language, and the key of its words (for tests and statistics).

    `progress` is the number of a question in its journey and about how many there are, None where that says nothing.
    """

    text: str
    key: str
    language: str
    options: tuple[Option, ...] = ()
    progress: tuple[int, int] | None = None


def payload(flow: str, step: str, option: str, asking: int) -> str:
    """`flow:step:option:asking`, the asking in base 36."""
    return f"{flow}:{step}:{option}:{_base36(asking)}"


def read_payload(text: str) -> tuple[str, str, str, int] | None:
    """The four parts of a payload, or None where the text is not one."""
    parts = text.strip().split(":")
    if len(parts) != 4 or not all(part.replace("_", "").replace(".", "").replace("-", "").isalnum() for part in parts):
        return None
    try:
        return parts[0], parts[1], parts[2], int(parts[3], 36)
    except ValueError:
        return None


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text or "0"
