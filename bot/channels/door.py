"""A door of the server: routes, what runs beside them while the server does, and how its readiness reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from starlette.routing import BaseRoute


@dataclass(frozen=True, kw_only=True)
class Door:
    """A channel or a set of pages; `running` is entered when the server starts and left when it stops, `parts` gives one
    word for each part that `/readyz` lists, `described` the OpenAPI operations of its addresses for programs, by path."""

    routes: Sequence[BaseRoute] = ()
    running: Callable[[], AbstractAsyncContextManager[None]] | None = None
    parts: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    described: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
