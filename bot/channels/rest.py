"""Rasa's REST channel: a message in, its replies out. Server to server, hence only with the token; off without one."""

from __future__ import annotations

import hmac
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.json_bodies import name_field, read_object, readable, text_field
from bot.conversation.replies import Reply
from bot.problem_documents import ProblemError
from bot.service.turn import Turns
from bot.service.updates import Update, of_text
from bot.store import faults

CHANNEL = "rest"
LONGEST_NAME = 200
_MESSAGE = {
    "type": "object",
    "required": ["sender", "message"],
    "properties": {
        "sender": {"type": "string", "maxLength": LONGEST_NAME, "description": "Whose conversation it is"},
        "message": {"type": "string", "description": "What was typed, or the payload of the button that was pressed"},
        "message_id": {
            "type": "string",
            "maxLength": LONGEST_NAME,
            "description": "The same id again gives the same replies; without one each message is new",
        },
    },
}
_REPLY = {
    "type": "object",
    "required": ["recipient_id", "text"],
    "properties": {
        "recipient_id": {"type": "string"},
        "text": {"type": "string"},
        "buttons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "payload"],
                "properties": {"title": {"type": "string"}, "payload": {"type": "string", "maxLength": 64}},
            },
        },
        "custom": {
            "type": "object",
            "properties": {"key": {"type": "string"}, "language": {"type": "string", "enum": ["fr", "en", "es"]}},
        },
    },
}
PATH = "/webhooks/rest/webhook"
OPENAPI: dict[str, Any] = {
    "post": {
        "summary": "A message in, its replies out",
        "parameters": [{"name": "token", "in": "query", "required": True, "schema": {"type": "string"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _MESSAGE}}},
        "responses": {
            "200": {
                "description": "The replies",
                "content": {"application/json": {"schema": {"type": "array", "items": _REPLY}}},
            }
        },
    }
}


_encode = json.JSONEncoder(separators=(",", ":")).encode


class _Replies(Response):
    """JSON that is sent before anything else happens."""

    media_type = "application/json"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        faults.reach("after_sending")


def rest_channel(turns: Turns, token: str) -> Route:
    """The route of the channel, which an empty token closes; a plain one, since half of FastAPI's time is spared."""

    async def webhook(request: Request) -> Response:
        _open(token, request.query_params.get("token", ""))
        update = read_update(await read_object(request))
        answer = await turns.take(update)
        return _Replies(_json([told(update.address, reply) for reply in answer.replies]))

    return Route(PATH, webhook, methods=["POST"])


def read_update(tree: dict[str, Any]) -> Update:
    """The update that a JSON object describes; raises `ProblemError` naming the field that can't be used."""
    sender = name_field(tree, "sender", LONGEST_NAME)
    message = readable(text_field(tree, "message"))
    message_id = name_field(tree, "message_id", LONGEST_NAME) if tree.get("message_id") is not None else None
    return of_text(CHANNEL, sender, message, message_id)


def told(recipient: str, reply: Reply) -> dict[str, object]:
    """A reply in the shape of Rasa's channel."""
    message: dict[str, object] = {"recipient_id": recipient, "text": reply.text}
    if reply.options:
        message["buttons"] = [{"title": option.title, "payload": option.payload} for option in reply.options]
    message["custom"] = {"key": reply.key, "language": reply.language}
    return message


def _open(token: str, given: str) -> None:
    if not token:
        raise ProblemError(404, "rest_off")
    if not hmac.compare_digest(token.encode(), given.encode("utf-8", "surrogatepass")):
        raise ProblemError(401, "bad_token")


def _json(value: object) -> bytes:
    return _encode(value).encode()
