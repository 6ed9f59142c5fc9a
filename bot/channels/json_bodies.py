"""Reads a JSON object from a request: small enough, well formed, each field of the type and length expected."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from bot.problem_documents import ProblemError

LARGEST_BODY = 262_144


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of a request; raises `ProblemError`."""
    return object_of(await read_body(request))


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object that a body is; raises `ProblemError`."""
    try:
        tree = json.loads(body)
    except UnicodeDecodeError:
        raise ProblemError(400, "not_json", {"line": 1, "column": 1}) from None
    except json.JSONDecodeError as error:
        raise ProblemError(400, "not_json", {"line": error.lineno, "column": error.colno}) from None
    except (RecursionError, ValueError):
        raise ProblemError(400, "not_json", {"line": 1, "column": 1}) from None
    if not isinstance(tree, dict):
        raise ProblemError(422, "not_object")
    return tree


async def read_body(request: Request) -> bytes:
    """The body of a request; raises `ProblemError` where it is too large."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise ProblemError(413, "too_large", {"limit": LARGEST_BODY})
        chunks.append(chunk)
    return b"".join(chunks)


def text_field(tree: dict[str, Any], field: str, limit: int | None = None) -> str:
    """A field that must be there and be text."""
    if field not in tree:
        raise ProblemError(422, "field_missing", {"field": field})
    value = tree[field]
    if not isinstance(value, str):
        raise ProblemError(422, "field_not_text", {"field": field})
    if limit is not None and len(value) > limit:
        raise ProblemError(422, "field_too_long", {"field": field, "limit": limit})
    return value


def readable(text: str) -> str:
    """The text without the halves of characters that JSON lets through."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def name_field(tree: dict[str, Any], field: str, limit: int) -> str:
    """A text field that can't be empty."""
    value = text_field(tree, field, limit)
    if not value:
        raise ProblemError(422, "field_empty", {"field": field})
    return value
