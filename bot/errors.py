"""The one root of every error Escale raises on purpose."""

from __future__ import annotations


class EscaleError(Exception):
    """Something is wrong that a person can put right; the message says what, where and how."""
