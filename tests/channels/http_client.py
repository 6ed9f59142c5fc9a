"""A client that talks to an application in this process, as one would over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

WEBHOOK = "/webhooks/rest/webhook"


class Client:
    """Sends requests one at a time, or several at once."""

    def __init__(self, app: FastAPI, token: str = "") -> None:
        self._app = app
        self._token = token

    def send(self, *requests: httpx.Request) -> list[httpx.Response]:
        """The responses to requests sent at once, in their order."""

        async def all_at_once() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://escale") as client:
                return list(await asyncio.gather(*(client.send(request) for request in requests)))

        return asyncio.run(all_at_once())

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request."""
        return self.send(httpx.Request(method, f"http://escale{path}", **options))[0]

    def message(self, sender: str, message: str, message_id: str | None = None) -> httpx.Request:
        """The request of a message."""
        body = {"sender": sender, "message": message, **({"message_id": message_id} if message_id else {})}
        return httpx.Request("POST", f"http://escale{WEBHOOK}?token={self._token}", json=body)

    def say(self, sender: str, message: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """The replies to a message."""
        response = self.send(self.message(sender, message, message_id))[0]
        assert response.status_code == 200, response.text
        replies: list[dict[str, Any]] = response.json()
        return replies
