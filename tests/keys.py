"""The encryption keys of the tests."""

from __future__ import annotations

from bot.store.sealing import new_key, read_keys

WRITTEN = new_key()
KEYS = read_keys(WRITTEN)
