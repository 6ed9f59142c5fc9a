"""Codes to go on elsewhere, such as 7KQ2-9MXD: typed by hand, used once, within minutes.

They leave out letters and digits that look alike. Each has a letter and a digit, so that no word and no phone number is one.
"""

from __future__ import annotations

import re
import secrets

from bot.referrals.reference import ALPHABET

_HALF = 4
_SHAPE = re.compile(rf"[{ALPHABET}]{{{_HALF}}}-[{ALPHABET}]{{{_HALF}}}")


def new_code() -> str:
    """A code drawn at random among some 2 × 10¹¹."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(2 * _HALF))
        if _mixed(drawn):
            return f"{drawn[:_HALF]}-{drawn[_HALF:]}"


def read_code(text: str) -> str | None:
    """The code that a text is, case and spaces around it left aside; None where it is anything else."""
    written = text.strip().upper()
    return written if _SHAPE.fullmatch(written) and _mixed(written) else None


def _mixed(written: str) -> bool:
    return any(one.isdigit() for one in written) and any(one.isalpha() for one in written)
