"""The three policies over HTTP, stateless: a profile in, what the rules say out; nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.advice.profile import ProfileError
from bot.batch import today_in_montreal
from bot.channels.json_bodies import read_object
from bot.problem_documents import ProblemError

Policy = Callable[[Mapping[str, Any], date], Mapping[str, Any]]


def policies_api(policies: Mapping[str, Policy]) -> APIRouter:
    """A route for each policy: `eligibility`, `readiness`, `routing`."""
    router = APIRouter(prefix="/api")
    for name, policy in policies.items():
        _add(router, name, policy)
    return router


def _add(router: APIRouter, name: str, policy: Policy) -> None:
    profile = {"type": "object", "description": "Fields and values as in the rules; unknown fields are refused"}
    openapi = {"requestBody": {"required": True, "content": {"application/json": {"schema": profile}}}}

    @router.post(f"/{name}", name=name, openapi_extra=openapi, summary=f"What the rules of {name} say of a profile")
    async def answer(request: Request) -> Response:
        record = await read_object(request)
        try:
            result = await run_in_threadpool(policy, record, today_in_montreal())
        except ProfileError as error:
            extra = {"field": error.field, "got": error.got, "accepted": error.accepted}
            raise ProblemError(422, "bad_profile", extra) from None
        return Response(
            json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"), media_type="application/json"
        )
