"""The bot's side of the Bot API: python-telegram-bot's client, at Telegram's pace, silent about its addresses."""

from __future__ import annotations

import logging
import os
from typing import Any

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.parsing import Tree, readable

Client = ExtBot[int]
PER_SECOND = 30
"""Messages a second that Telegram takes from one bot."""
CONNECTIONS = 64
CONNECT_WITHIN, ANSWER_WITHIN = 5.0, 10.0
os.environ.setdefault("PTB_TIMEDELTA", "true")
"""The library's own switch to the durations of its next version."""
_TALKATIVE = ("httpx", "httpcore", "telegram")
"""Their messages hold addresses, which hold the token."""


def open_client(token: str, api: str, per_second: float = PER_SECOND) -> Client:
    """A client of the Bot API server `api`. One that must wait says so at once: nobody else waits with it."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return ExtBot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=HTTPXRequest(**_within(CONNECTIONS)),
        get_updates_request=_Updates(**_within(1)),
        rate_limiter=AIORateLimiter(overall_max_rate=per_second, overall_time_period=1, max_retries=0),
    )


class _Updates(HTTPXRequest):
    """Requests for updates: each update is read on its own."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Tree:
        """The answer, its updates as far as they can be read."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [readable(update) for update in answer["result"]]
        return answer


def _within(connections: int) -> dict[str, Any]:
    return {
        "connection_pool_size": connections,
        "connect_timeout": CONNECT_WITHIN,
        "read_timeout": ANSWER_WITHIN,
        "write_timeout": ANSWER_WITHIN,
        "pool_timeout": ANSWER_WITHIN,
    }
