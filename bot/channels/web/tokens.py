"""Bearer tokens: unguessable, known to be ours without a row in the database, which never holds one.

A token is 24 random bytes and a keyed hash of them, 72 characters in all. The address of whoever holds it is a keyed hash of the token.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from dataclasses import dataclass

from bot.store.store import Store

RANDOM = 24
MARK = 30
LENGTH = (RANDOM + MARK) // 3 * 4


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Issues tokens and recognises its own; every process over the same database has the same."""

    store: Store

    def issue(self) -> str:
        """A new token."""
        drawn = secrets.token_bytes(RANDOM)
        return urlsafe_b64encode(drawn + self._mark(drawn)).decode()

    def address(self, token: str) -> str | None:
        """The address of whoever holds this token, None where it isn't one of ours."""
        if len(token) != LENGTH or not token.isascii():
            return None
        try:
            raw = b64decode(token, altchars=b"-_", validate=True)
        except NotBase64Error:
            return None
        drawn, mark = raw[:RANDOM], raw[RANDOM:]
        return self.store.find("web address", raw.hex()).hex() if hmac.compare_digest(mark, self._mark(drawn)) else None

    def form_mark(self, token: str) -> str:
        """What a form of this token's pages carries, so that no other page can send it."""
        return self.store.find("web form", token).hex()

    def _mark(self, drawn: bytes) -> bytes:
        return self.store.find("web token", drawn.hex())[:MARK]
