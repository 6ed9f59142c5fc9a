"""The encryption keys of the tests."""

from __future__ import annotations

from bot.store.sealing import new_key, read_keys

KEYS = read_keys(new_key())
