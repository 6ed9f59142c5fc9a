"""Errors over HTTP as RFC 9457 problem documents, in the language the client prefers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from bot.conversation.words import LANGUAGES, Param, Words

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A request can't be handled: `id` names the words (`problems.<id>`), `extra` goes along as members of the document."""

    def __init__(self, status: int, problem_id: str, extra: Mapping[str, object] | None = None) -> None:
        self.status, self.id, self.extra = status, problem_id, extra or {}
        super().__init__(problem_id)


def document(error: ProblemError, words: Words, language: str, headers: Mapping[str, str] | None = None) -> Response:
    """The problem document of an error."""
    params: dict[str, Param] = {name: value for name, value in error.extra.items() if isinstance(value, str | int)}
    body = {
        "type": f"urn:escale:problem:{error.id}",
        "title": words.text(language, f"problems.{error.id}.title"),
        "status": error.status,
        "detail": words.text(language, f"problems.{error.id}.detail", params),
        **error.extra,
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers={"content-language": language, "cache-control": "no-store", **(headers or {})},
    )


def preferred_language(accept_language: str | None) -> str:
    """The language of ours that an Accept-Language header prefers; French where it prefers none."""
    best, weight = LANGUAGES[0], 0.0
    for part in (accept_language or "").split(","):
        tag, _, quality = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and (here := _quality(quality)) > weight:
            best, weight = language, here
    return best


def _quality(written: str) -> float:
    name, _, number = written.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
