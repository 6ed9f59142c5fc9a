"""The bot's side of the Bot API: python-telegram-bot's client, at Telegram's pace, silent about its addresses."""

from __future__ import annotations

import logging

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

Client = ExtBot[int]
PER_SECOND = 30
"""Messages a second that Telegram takes from one bot."""
CONNECTIONS = 64
CONNECT_WITHIN, ANSWER_WITHIN = 5.0, 10.0
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
        request=_request(CONNECTIONS),
        get_updates_request=_request(1),
        rate_limiter=AIORateLimiter(overall_max_rate=per_second, overall_time_period=1, max_retries=0),
    )


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_WITHIN,
        read_timeout=ANSWER_WITHIN,
        write_timeout=ANSWER_WITHIN,
        pool_timeout=ANSWER_WITHIN,
    )
