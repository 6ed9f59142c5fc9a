"""One HTTP/1.1 connection kept open, as light as a client can be: what is measured is the server."""

from __future__ import annotations

import asyncio


class ConnectionLostError(Exception):
    """The server went away before it answered."""


class HttpConnection:
    """Sends one request after the other to one address."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer; raises `ConnectionLostError`."""
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return await self._send(head.encode() + body)

    async def get(self, path: str) -> tuple[int, bytes]:
        """The same, without a body."""
        return await self._send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    async def _send(self, request: bytes) -> tuple[int, bytes]:
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(*self._address)
            reader, writer = self._streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            return int(head[9:12]), await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise ConnectionLostError from error

    def close(self) -> None:
        """Lets the connection go."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + 15
    return int(head[at : head.index(b"\r\n", at)])
