"""In a group: one kind answer, that Escale is for two; nothing of the group is kept but, in memory, that it was told."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from telegram.error import ChatMigrated

from bot.channels.telegram.beside import Beside
from bot.channels.telegram.client import Client
from bot.conversation.words import Words

REMEMBERED = 1000
FIRST_LANGUAGE = "fr"
IN_GROUPS = "telegram.in_groups"


@dataclass(kw_only=True)
class Groups:
    """The groups told since this process began."""

    client: Client
    words: Words
    beside: Beside = field(default_factory=lambda: Beside(failing="a group could not be told"))
    _told: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def greet(self, chat: int, language: str | None) -> None:
        """Tells a group once; nobody's messages wait for it."""
        if chat not in self._told:
            self._remember(chat)
            self.beside.begin(self._tell(chat, self.words.text(language or FIRST_LANGUAGE, IN_GROUPS)))

    async def _tell(self, chat: int, text: str) -> None:
        try:
            await self.client.send_message(chat, text)
        except ChatMigrated as moved:
            self._remember(moved.new_chat_id)
            await self.client.send_message(moved.new_chat_id, text)

    def _remember(self, chat: int) -> None:
        self._told[chat] = None
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
