"""Passwords of the staff: which are accepted, and how they are kept (argon2id) and checked."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import EscaleError

SHORTEST, LONGEST = 12, 200
FEWEST_CHARACTERS = 5
_OBVIOUS = (
    *(
        "motdepasse",
        "password",
        "contrasena",
        "azertyuiop",
        "qwertyuiop",
        "azerty",
        "qwerty",
        "abcdefghijkl",
        "letmein",
    ),
    *("administrateur", "administrator", "admin", "bienvenue", "welcome", "bienvenido", "escale", "quebec", "montreal"),
    *("changeme", "iloveyou", "soleil", "hiver", "printemps"),
)
_OBVIOUS_ONLY = re.compile(rf"(?:{'|'.join(_OBVIOUS)})*")
_RUN = "01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz"

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")
"""What a password is compared with where there is no account, so that it takes as long."""


class PasswordError(EscaleError):
    """A password isn't accepted; the message says why and what to choose."""


def hashed(password: str, login: str) -> str:
    """The password as it is kept, for this login; raises `PasswordError`."""
    _refuse_weak(password, login)
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password kept; it takes as long where there is none."""
    try:
        return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _refuse_weak(password: str, login: str) -> None:
    plain = _folded(password)
    letters = re.sub(r"[\W\d_]", "", plain)
    advice = "Choose four or five words that have nothing to do with each other, or let a password manager make it."
    if len(password) < SHORTEST:
        raise PasswordError(f"The password has {len(password)} characters and needs {SHORTEST} at least. {advice}")
    if len(password) > LONGEST:
        raise PasswordError(f"The password has {len(password)} characters; {LONGEST} at most can be kept.")
    if _folded(login) in (plain, plain[::-1]) or letters == re.sub(r"[\W\d_]", "", _folded(login)) != "":
        raise PasswordError(f"The password is the login. {advice}")
    if len(set(plain)) < FEWEST_CHARACTERS or plain in _RUN or _OBVIOUS_ONLY.fullmatch(letters):
        raise PasswordError(f"The password is among the first that anyone would try. {advice}")


def _folded(text: str) -> str:
    """Lower case and without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
