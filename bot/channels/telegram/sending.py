"""Sends a reply: its parts in order, its buttons under the last; what fails says whether and when to try again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.keyboards import keyboard
from bot.channels.telegram.texts import as_html, split
from bot.channels.telegram.troubles import Backoff, in_short, is_badly_written, meaning
from bot.service.outbox import Outgoing, UnreachableError

_logger = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(kw_only=True)
class Sender:
    """Sends through one client; remembers how much of a long message has gone, so that only the rest goes again."""

    client: Client
    backoff: Backoff = field(default_factory=Backoff)
    _gone: dict[tuple[int, int], int] = field(default_factory=dict)

    async def send(self, message: Outgoing) -> None:
        """Sends one message; raises `LaterError`, `UncertainError` or `UnreachableError`."""
        place = (message.conversation_id, message.sequence)
        parts = split(message.reply.text)
        buttons = keyboard(message.reply.options, message.sequence)
        try:
            for at in range(self._gone.get(place, 0), len(parts)):
                await self._send(int(message.address), parts[at], buttons if at == len(parts) - 1 else None)
                self._gone[place] = at + 1
        except TelegramError as error:
            became = meaning(error, self.backoff)
            if isinstance(became, UnreachableError):
                self._gone.pop(place, None)
            raise became from None
        del self._gone[place]
        self.backoff.succeeded()

    async def _send(self, chat: int, text: str, buttons: InlineKeyboardMarkup | None) -> None:
        try:
            await self.client.send_message(
                chat,
                as_html(text),
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                link_preview_options=_NO_PREVIEW,
            )
        except TelegramError as error:
            if not is_badly_written(error):
                raise
            _logger.error("Telegram refuses a message as it is written (%s): it is sent bare", in_short(error))
            await self.client.send_message(chat, text, link_preview_options=_NO_PREVIEW)
