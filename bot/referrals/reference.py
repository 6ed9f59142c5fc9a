"""References of referrals, such as ESC-7KQ2-9MXD: said aloud without a doubt, and never guessed.

They leave out letters and digits that look alike; eight of the twenty-seven that remain make 2.8 × 10¹¹ references.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
_LENGTH = 4
_SHAPE = re.compile(rf"ESC-[{ALPHABET}]{{{_LENGTH}}}-[{ALPHABET}]{{{_LENGTH}}}")


def new_reference() -> str:
    """A reference drawn at random; whoever stores it makes sure that it is unique."""
    return "-".join(("ESC", _draw(), _draw()))


def read_reference(text: str) -> str | None:
    """The reference as it is stored, from what someone typed (case, spaces and hyphens don't matter), or None."""
    letters = re.sub(r"[\s-]", "", text).upper()
    written = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
    return written if _SHAPE.fullmatch(written) else None


def _draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
