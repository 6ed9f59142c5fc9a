"""What an update of Telegram is to us: a message with its turn, a page of options, someone who left or came back, or nothing.

Nothing of a group is kept, and nothing of what isn't text: no file is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import telegram

from bot.channels.telegram.channel import CHANNEL
from bot.channels.telegram.commands import command_of
from bot.channels.telegram.keyboards import PageButton, read_page
from bot.conversation.events import Began, Chose, Unreadable
from bot.conversation.replies import read_payload
from bot.conversation.words import LANGUAGES
from bot.service.updates import Commanded, Joining, Message, Typed, Update, of_text

QUERY, MESSAGE, BUTTON = "query", "message", "button"
"""What the context of an update holds: the callback query, the message it is on, the button pressed."""


@dataclass(frozen=True, kw_only=True)
class Turned:
    """Another page of a list is wanted: no turn."""

    query: str
    chat: int
    message: int
    button: PageButton


@dataclass(frozen=True, kw_only=True)
class Membership:
    """Someone blocked the bot, or lets it write again."""

    address: str
    reachable: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Someone wrote in a group, or added the bot to one."""

    chat: int
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Idle:
    """A button that can mean nothing here: its wait ends, and that is all."""

    query: str


Meaning = Update | Turned | Membership | Elsewhere | Idle


def read(update: telegram.Update) -> Meaning | None:
    """What an update means; None where there is nothing to do."""
    number = str(update.update_id)
    if update.callback_query:
        return _pressed(update.callback_query, number)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    if update.edited_message:
        return _edited(update.edited_message, number)
    if update.message:
        return _message(update.message, number)
    return None


# --- buttons ----------------------------------------------------------------------------------------------------------


def _pressed(query: telegram.CallbackQuery, number: str) -> Meaning:
    message, data = query.message, query.data
    if message is None or data is None or message.chat.type != telegram.Chat.PRIVATE:
        return Idle(query=query.id)
    page = read_page(data)
    if page:
        return Turned(query=query.id, chat=message.chat.id, message=message.message_id, button=page)
    parts = read_payload(data)
    chosen: Message = Unreadable(reason="bad_button")
    if parts:
        flow, step, option, asking = parts
        chosen = Chose(flow=flow, step=step, option=option, asking=asking)
    context = {QUERY: query.id, MESSAGE: str(message.message_id), BUTTON: data if parts else ""}
    update = _update(str(message.chat.id), number, chosen, data if parts else "")
    return replace(update, context=context)


# --- messages ---------------------------------------------------------------------------------------------------------


def _message(message: telegram.Message, number: str) -> Meaning | None:
    if message.chat.type != telegram.Chat.PRIVATE:
        speaks = _has_content(message) and message.from_user is not None and not message.from_user.is_bot
        return Elsewhere(chat=message.chat.id, language=_language(message.from_user)) if speaks else None
    if not _has_content(message):
        return None
    address, language = str(message.chat.id), _language(message.from_user)
    if message.forward_origin:
        return _unreadable(address, _album(message, number), "forwarded")
    text = message.text or message.caption
    if text is None:
        return _unreadable(address, _album(message, number), "not_text")
    update = of_text(CHANNEL, address, text, number)
    return replace(update, message=_meant(update.message, language), returned=False)


def _meant(message: Message, language: str | None) -> Message:
    """A message with what the phone adds to it: commands, and the language to begin in."""
    match message:
        case Began(language=None):
            return Began(language=language)
        case Joining():
            return replace(message, language=language)
        case Typed(text=text) if command := command_of(text):
            return Commanded(command=command, language=language)
    return message


def _edited(message: telegram.Message, number: str) -> Meaning | None:
    """A changed text isn't read again: what was said with it stands, and the person is told. A moving location is nothing."""
    if message.chat.type != telegram.Chat.PRIVATE or not (message.text or message.caption):
        return None
    return _unreadable(str(message.chat.id), number, "edited")


def _has_content(message: telegram.Message) -> bool:
    """Whether someone sent something: a pinned message, a new title and other notices are nothing."""
    return bool(message.text or message.caption or message.effective_attachment or message.story)


def _album(message: telegram.Message, number: str) -> str:
    """What makes an update the same: the photos of an album are one message."""
    return f"album {message.media_group_id}" if message.media_group_id else number


def _unreadable(address: str, number: str, reason: str) -> Update:
    return _update(address, number, Unreadable(reason=reason), "")


def _update(address: str, number: str, message: Message, content: str) -> Update:
    return Update(channel=CHANNEL, address=address, id=number, message=message, content=content, returned=False)


def _language(user: telegram.User | None) -> str | None:
    code = (user.language_code or "").partition("-")[0].lower() if user else ""
    return code if code in LANGUAGES else None


# --- who can be reached -----------------------------------------------------------------------------------------------


def _membership(change: telegram.ChatMemberUpdated) -> Meaning | None:
    here = change.new_chat_member.status not in (telegram.ChatMember.BANNED, telegram.ChatMember.LEFT)
    if change.chat.type == telegram.Chat.PRIVATE:
        return Membership(address=str(change.chat.id), reachable=here, at=change.date)
    if here and change.chat.type != telegram.Chat.CHANNEL:
        return Elsewhere(chat=change.chat.id, language=_language(change.from_user))
    return None
