"""The methods of the Bot API that our bot calls, with Telegram's limits and its own words for what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.journeys.bot_api.formatting import Formatted, FormattingError, parse, units
from bot.journeys.bot_api.world import BOT, Button, Json, Keyboard, Message, Webhook, World

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
LONGEST_DATA, MOST_BUTTONS, WIDEST = 64, 100, 8
COMMANDS, LONGEST_COMMAND_TEXT = 100, 256
LONGEST = {"description": 512, "short_description": 120}
WRITTEN_AS_JSON = (
    *("reply_markup", "commands", "allowed_updates", "link_preview_options", "scope", "entities", "reply_parameters"),
)
Params = Mapping[str, Any]


class ApiError(Exception):
    """The API refuses; `parameters` goes along."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        self.code, self.description, self.parameters = code, description, dict(parameters or {})
        super().__init__(description)


def decoded(fields: Mapping[str, Any]) -> Params:
    """The fields of a form as values: what is written as JSON is read."""
    try:
        return {
            name: json.loads(value) if name in WRITTEN_AS_JSON and isinstance(value, str) else value
            for name, value in fields.items()
        }
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    chat = _chat(world, params)
    said = _formatted(params, "text", LONGEST_TEXT)
    return world.message_json(world.speak(chat, said.text, said.entities, _keyboard(params)))


def send_document(world: World, params: Params) -> Json:
    """sendDocument."""
    return _send_file(world, params, str(params.get("document_name", "file")))


def send_photo(world: World, params: Params) -> Json:
    """sendPhoto."""
    return _send_file(world, params, "photo")


def edit_text(world: World, params: Params) -> Json:
    """editMessageText."""
    message = _message(world, params)
    said, keyboard = _formatted(params, "text", LONGEST_TEXT), _keyboard(params)
    if (said.text, said.entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise _not_modified()
    message.text, message.entities, message.keyboard = said.text, said.entities, keyboard
    message.was.append(keyboard)
    return world.message_json(message)


def edit_keyboard(world: World, params: Params) -> Json:
    """editMessageReplyMarkup."""
    message = _message(world, params)
    keyboard = _keyboard(params)
    if keyboard == message.keyboard:
        raise _not_modified()
    message.keyboard = keyboard
    message.was.append(keyboard)
    return world.message_json(message)


def answer_query(world: World, params: Params) -> bool:
    """answerCallbackQuery: once, and not too late."""
    query = str(params.get("callback_query_id", ""))
    if world.queries.get(query) is not False:
        raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    if units(str(params.get("text", ""))) > 200:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    world.queries[query] = True
    return True


def chat_action(world: World, params: Params) -> bool:
    """sendChatAction."""
    _chat(world, params)
    return True


def set_webhook(world: World, params: Params) -> bool:
    """setWebhook."""
    url = str(params.get("url", ""))
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = Webhook(url=url, secret=str(params.get("secret_token", "")))
    _allow(world, params)
    return True


def delete_webhook(world: World, _params: Params) -> bool:
    """deleteWebhook."""
    world.webhook = Webhook()
    return True


def webhook_info(world: World, _params: Params) -> Json:
    """getWebhookInfo."""
    return {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": world.still_waiting,
        "allowed_updates": list(world.allowed),
    }


def set_commands(world: World, params: Params) -> bool:
    """setMyCommands."""
    commands = params.get("commands", [])
    for one in commands:
        name, text = one["command"], one["description"]
        if not (1 <= len(name) <= 32 and all(char.islower() or char.isdigit() or char == "_" for char in name)):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= units(text) <= LONGEST_COMMAND_TEXT:
            raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > COMMANDS:
        raise ApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    world.described["commands", _language(params)] = commands
    return True


def get_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands."""
    commands: list[Json] = world.described.get(("commands", _language(params)), [])
    return commands


def _setting(name: str) -> Callable[[World, Params], bool]:
    def method(world: World, params: Params) -> bool:
        text = str(params.get(name, ""))
        if units(text) > LONGEST[name]:
            raise ApiError(400, f"Bad Request: {name} is too long")
        world.described[name, _language(params)] = text
        return True

    return method


def _getting(name: str) -> Callable[[World, Params], Json]:
    return lambda world, params: {name: world.described.get((name, _language(params)), "")}


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    "getMe": lambda _world, _params: {
        **BOT,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    },
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_keyboard,
    "answerCallbackQuery": answer_query,
    "sendChatAction": chat_action,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "setMyDescription": _setting("description"),
    "getMyDescription": _getting("description"),
    "setMyShortDescription": _setting("short_description"),
    "getMyShortDescription": _getting("short_description"),
}
"""Each method but getUpdates, by its name."""


def updates(world: World, params: Params) -> list[Json]:
    """getUpdates, what waits now."""
    if world.webhook.url:
        raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
    _allow(world, params)
    return world.undelivered(int(params.get("offset", 0)), int(params.get("limit", 100)))


def _allow(world: World, params: Params) -> None:
    if "allowed_updates" in params:
        world.allowed = tuple(params["allowed_updates"])


def _language(params: Params) -> str:
    return str(params.get("language_code", ""))


def _chat(world: World, params: Params) -> int:
    """The chat a message goes to; refused as Telegram refuses."""
    written = str(params.get("chat_id", ""))
    chat = int(written) if written.lstrip("-").isdigit() else 0
    person = world.people.get(chat)
    if person and person.blocks:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if person and person.gone:
        raise ApiError(403, "Forbidden: user is deactivated")
    if chat not in world.chats:
        raise ApiError(400, "Bad Request: chat not found")
    return chat


def _message(world: World, params: Params) -> Message:
    message = world.message(_chat(world, params), int(params.get("message_id", 0)))
    if message is None or not message.from_bot:
        raise ApiError(400, "Bad Request: message to edit not found")
    return message


def _formatted(params: Params, field: str, longest: int) -> Formatted:
    try:
        said = parse(str(params.get(field, "")), params.get("parse_mode"))
    except FormattingError as error:
        raise ApiError(400, f"Bad Request: can't parse entities: {error}") from None
    if field == "text" and not said.text:
        raise ApiError(400, "Bad Request: message text is empty")
    if units(said.text) > longest:
        raise ApiError(400, f"Bad Request: {'message' if field == 'text' else 'message caption'} is too long")
    return said


def _keyboard(params: Params) -> Keyboard:
    rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS or any(len(row) > WIDEST for row in rows):
        raise ApiError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise ApiError(400, "Bad Request: can't parse inline keyboard button: Text is empty")
        if not 1 <= len(button.get("callback_data", "").encode()) <= LONGEST_DATA:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return tuple(tuple(Button(text=one["text"], data=one["callback_data"]) for one in row) for row in rows)


def _send_file(world: World, params: Params, name: str) -> Json:
    chat = _chat(world, params)
    said = _formatted(params, "caption", LONGEST_CAPTION)
    return world.message_json(world.speak(chat, said.text, said.entities, _keyboard(params), file=name))


def _not_modified() -> ApiError:
    return ApiError(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message",
    )
