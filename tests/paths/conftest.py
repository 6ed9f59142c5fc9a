"""One house for all the paths of a module, served over REST: whoever walks a path is new to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from bot.journeys.stage import stage
from tests.paths.walks import Walks


@pytest.fixture(scope="module")
def walks() -> Iterator[Walks]:
    """Ways to walk a path through both doors of a house of its own."""
    with stage(served=True) as house, closing(httpx.Client(timeout=30)) as client:
        yield Walks(house=house, client=client)
