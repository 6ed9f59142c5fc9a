"""In a group: one kind answer, that Escale is for two; nothing of the group is kept but, in memory, that it was told."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field

from telegram.error import ChatMigrated, TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.troubles import in_short
from bot.conversation.words import Words

REMEMBERED = 1000
FIRST_LANGUAGE = "fr"
IN_GROUPS = "telegram.in_groups"
_logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Groups:
    """The groups told since this process began."""

    client: Client
    words: Words
    _told: OrderedDict[int, None] = field(default_factory=OrderedDict)

    async def greet(self, chat: int, language: str | None) -> None:
        """Tells a group once."""
        if chat in self._told:
            return
        self._remember(chat)
        text = self.words.text(language or FIRST_LANGUAGE, IN_GROUPS)
        try:
            await self.client.send_message(chat, text)
        except ChatMigrated as moved:
            await self.greet(moved.new_chat_id, language)
        except TelegramError as error:
            _logger.warning("a group could not be told: %s", in_short(error))

    def _remember(self, chat: int) -> None:
        self._told[chat] = None
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
