"""What a form sends, read by hand: a few short fields, nothing larger."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST = 16_384
MOST_FIELDS = 40


class FormError(Exception):
    """What was sent is not a form of these pages."""


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields by name, the last of a name counting; raises `FormError` where it is too large or not a form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise FormError
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormError from None
    return dict(fields)
