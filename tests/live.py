"""A server of a test's own: an application on a loopback port, in a thread, stopped at the end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

STARTING = 10.0


@contextmanager
def served(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """Serves the application, its lifespan included; gives its address. `port` where it must be the same as before."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        config = uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="escale-live", daemon=True)
        thread.start()
        until = time.monotonic() + STARTING
        while not server.started:
            assert thread.is_alive(), "the server of the test did not start"
            assert time.monotonic() < until, "the server of the test is slow to start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
