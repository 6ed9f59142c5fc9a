"""The web API as OpenAPI describes it."""

from __future__ import annotations

from collections.abc import Mapping

_BEARER = {
    "name": "Authorization",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "description": "Bearer, then the token"},
}
_MESSAGE = {
    "type": "object",
    "required": ["id"],
    "description": "With text, or the payload of a button; /start opens the conversation",
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "The same id again gives the same replies"},
        "text": {"type": "string", "maxLength": 10_000},
        "payload": {"type": "string", "maxLength": 64},
    },
}
_REPLY = {
    "type": "object",
    "required": ["sequence", "text", "language", "key", "buttons"],
    "properties": {
        "sequence": {"type": "integer", "description": "Increases within the conversation"},
        "text": {"type": "string", "description": "Plain, with newlines; lines that begin with a bullet are a list"},
        "language": {"type": "string", "enum": ["fr", "en", "es"]},
        "key": {"type": "string"},
        "buttons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "payload", "role"],
                "properties": {
                    "title": {"type": "string"},
                    "payload": {"type": "string", "maxLength": 64},
                    "role": {"type": "string", "enum": ["answer", "aside"]},
                },
            },
        },
        "progress": {
            "type": "array",
            "items": {"type": "integer"},
            "description": "The number of this question, and about how many there are",
        },
    },
}
_REPLIES = {"type": "array", "items": _REPLY}
_OPENED = {
    "type": "object",
    "required": ["token"],
    "properties": {"token": {"type": "string"}, "replies": _REPLIES},
}
_FIRST = {
    "type": "object",
    "properties": {"language": {"type": "string", "enum": ["fr", "en", "es"]}, "message": _MESSAGE},
}


def _json(description: str, schema: Mapping[str, object]) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


OPENAPI: Mapping[str, Mapping[str, object]] = {
    "/chat/sessions": {
        "post": {
            "summary": "A token, and the replies to a first message where one comes along",
            "requestBody": _json("May be empty", _FIRST),
            "responses": {"201": _json("The token", _OPENED)},
        },
        "delete": {
            "summary": "Erases everything kept about whoever bears the token, which then opens nothing",
            "parameters": [_BEARER],
            "responses": {"204": {"description": "Erased"}},
        },
    },
    "/chat/messages": {
        "post": {
            "summary": "A message in, its replies out",
            "parameters": [_BEARER],
            "requestBody": _json("The message", _MESSAGE),
            "responses": {"200": _json("The replies", _REPLIES)},
        }
    },
    "/chat/events": {
        "get": {
            "summary": "What both sides said after a sequence, then what comes, a line of JSON each",
            "parameters": [_BEARER, {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}}],
            "responses": {
                "200": {
                    "description": "Replies; {sequence, said}; {sequence, erased} once everything was erased",
                    "content": {"application/x-ndjson": {"schema": _REPLY}},
                }
            },
        }
    },
}
