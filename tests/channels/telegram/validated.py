"""Calls of our bot, checked against another library's models of the Bot API: what was asked, and what our server answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import aiogram.methods
from aiogram.types import Update
from pydantic import TypeAdapter

from bot.journeys.bot_api.world import Call

OURS = ("document_name", "photo_name")


def assert_valid(calls: Iterable[Call]) -> None:
    """Asserts that every call that was answered well has the parameters and the result that aiogram knows."""
    for call in calls:
        if call.status == 200:
            _parameters(call)
            _result(call)


def _method(name: str) -> Any:
    return getattr(aiogram.methods, name[0].upper() + name[1:])


def _parameters(call: Call) -> None:
    method = _method(call.method)
    given = {name: value for name, value in call.params.items() if name not in OURS}
    unknown = set(given) - set(method.model_fields)
    assert not unknown, f"{call.method}: {unknown}"
    method.model_validate(given)


def _result(call: Call) -> None:
    TypeAdapter(_method(call.method).__returning__).validate_python(call.result)


def assert_update(update: dict[str, Any]) -> None:
    """Asserts that an update that our server sends is one that aiogram knows, with no field unknown to it."""
    Update.model_validate(update)
