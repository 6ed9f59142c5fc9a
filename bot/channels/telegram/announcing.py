"""What Telegram shows of the bot before a word is said: its commands and what it is, in each language; changed only where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import BotCommand, BotCommandScopeAllPrivateChats

from bot.channels.telegram.client import Client
from bot.channels.telegram.commands import MENU
from bot.conversation.words import LANGUAGES, Words

FIRST_LANGUAGE = "fr"
_PRIVATE = BotCommandScopeAllPrivateChats()


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What is shown to phones in `code`, the language of Telegram (None: all others), in the words of `language`."""

    code: str | None
    language: str


ANNOUNCEMENTS = (
    Announcement(code=None, language=FIRST_LANGUAGE),
    *(Announcement(code=language, language=language) for language in LANGUAGES),
)


async def announce(client: Client, words: Words) -> int:
    """Brings up to date what Telegram shows; how many changes it took. Raises TelegramError: it may be called again."""
    return sum([await _announce_in(client, words, one) for one in ANNOUNCEMENTS])


async def _announce_in(client: Client, words: Words, one: Announcement) -> int:
    wished = [BotCommand(name, words.text(one.language, f"telegram.commands.{name}")) for name in MENU]
    description = words.text(one.language, "telegram.description")
    short = words.text(one.language, "telegram.short_description")
    changes = 0
    if list(await client.get_my_commands(_PRIVATE, one.code)) != wished:
        await client.set_my_commands(wished, _PRIVATE, one.code)
        changes += 1
    if (await client.get_my_description(one.code)).description != description:
        await client.set_my_description(description, one.code)
        changes += 1
    if (await client.get_my_short_description(one.code)).short_description != short:
        await client.set_my_short_description(short, one.code)
        changes += 1
    return changes
