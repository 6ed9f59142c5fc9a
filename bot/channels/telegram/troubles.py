"""What Telegram's errors mean for a message: sent later, perhaps sent, or nobody to send to any more. No error is quoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.service.outbox import LaterError, UncertainError, UnreachableError

GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "bot was blocked",
    "bot can't initiate conversation",
    "peer_id_invalid",
    "chat_write_forbidden",
    "have no rights to send",
    "group chat was upgraded",
)
"""What a 400 says where nobody is there, in Telegram's words, in small letters."""
HARMLESS = ("message is not modified", "query is too old", "query id is invalid", "message to edit not found")
"""What is as well as done."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
_SLACK = 0.9
"""What part of a wait is a whole one: who waited just as long as told has waited."""
REFUSED_WAIT = 600.0
"""Seconds before a message that Telegram refuses for itself is tried again: a new version may write it better."""


@dataclass(kw_only=True)
class Backoff:
    """How long to wait after failures: twice as long each time, up to a limit. Many at once, in one wait, are one failure."""

    first: float = FIRST_WAIT
    longest: float = LONGEST_WAIT
    clock: Callable[[], float] = monotonic
    _wait: float = 0.0
    _grows_at: float = -inf

    def failed(self) -> float:
        """Seconds to wait now."""
        now = self.clock()
        if now >= self._grows_at:
            self._wait = min(self._wait * 2, self.longest) or self.first
            self._grows_at = now + self._wait * _SLACK
        return self._wait

    def succeeded(self) -> None:
        """The next failure is a first one."""
        self._wait, self._grows_at = 0.0, -inf


def retry_after(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def never_left(error: TelegramError) -> bool:
    """Whether a request surely didn't reach Telegram: there was no connection."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def is_harmless(error: TelegramError) -> bool:
    """Whether it changes nothing for anyone."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in HARMLESS)


def is_badly_written(error: TelegramError) -> bool:
    """Whether Telegram refuses the message itself, whoever it is for."""
    return isinstance(error, BadRequest) and not _is_gone(error)


def meaning(error: TelegramError, backoff: Backoff) -> LaterError | UnreachableError:
    """What becomes of a message that couldn't be sent."""
    match error:
        case RetryAfter():
            return LaterError(retry_after(error))
        case ChatMigrated() | Forbidden():
            return UnreachableError("They blocked the bot, or their chat is gone.")
        case BadRequest():
            return UnreachableError("Their chat is gone.") if _is_gone(error) else LaterError(REFUSED_WAIT)
        case InvalidToken() | Conflict():
            return LaterError(LONGEST_WAIT)
        case TimedOut() | NetworkError() if not never_left(error):
            return UncertainError(backoff.failed())
    return LaterError(backoff.failed())


def _is_gone(error: BadRequest) -> bool:
    return any(words in error.message.lower() for words in GONE)


def in_short(error: TelegramError) -> str:
    """What a log may say of an error: its kind alone, since its words may hold an address."""
    return type(error).__name__
