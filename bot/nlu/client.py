"""Asks a Rasa server what a message wants, within a budget of time; slow or down, nobody waits for it.

What could reach someone (a number, an address) never goes there.
"""

from __future__ import annotations

import logging
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx

from bot.service.discretion import told
from bot.understanding.ears import NOTHING, Heard

BUDGET = 0.3
"""Seconds: a turn that waited longer would be felt."""
PAUSE = 5.0
"""Seconds without asking once it has failed `FAILURES` times in a row."""
FAILURES = 3
LONGEST = 1_000
REMEMBERED, SHORT = 2_000, 24
"""How many short messages ("oui", "merci", "next monday") keep what was heard of them, and how long one is at most: they come back
all day, and are too short to tell of anyone."""
A_WORD = "bonjour"
_REACHES_SOMEONE = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d[\d\s().-]{5,}\d")
_logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class RasaClient:
    """A Rasa server at `url`, opened by `token`; safe from several threads."""

    url: str
    token: str
    budget: float = BUDGET
    _client: httpx.Client = field(init=False)
    _failures: int = 0
    _answered: bool = False
    _asked_again_at: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _remembered: OrderedDict[str, Heard] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.url, params={"token": self.token}, timeout=self.budget, trust_env=False)

    def close(self) -> None:
        """Lets the connections go."""
        self._client.close()

    @property
    def answers(self) -> bool:
        """Whether it answered the last time it was asked; no where it never was."""
        return self._answered

    def is_there(self) -> bool:
        """Whether it answers now, asked for a word."""
        self.hear(A_WORD)
        return self._answered

    def hear(self, text: str) -> Heard:
        """What a message says; nothing where the model doesn't answer in time."""
        sent = discreet(text)
        if remembered := self._remembered.get(sent):
            return remembered
        if time.monotonic() < self._asked_again_at:
            return NOTHING
        try:
            answer = self._client.post("/model/parse", json={"text": sent})
            answer.raise_for_status()
            heard = read(answer.json())
        except (httpx.HTTPError, ValueError, TypeError, KeyError) as error:
            self._failed(error)
            return NOTHING
        with self._lock:
            self._failures, self._answered = 0, True
            self._remember(sent, heard)
        return heard

    def _remember(self, text: str, heard: Heard) -> None:
        if len(text) <= SHORT:
            self._remembered[text] = heard
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)

    def _failed(self, error: Exception) -> None:
        with self._lock:
            self._remembered.clear()  # what comes back may be another model
            self._failures, self._answered = self._failures + 1, False
            if self._failures >= FAILURES:
                self._asked_again_at = time.monotonic() + PAUSE
            if self._failures == 1:
                _logger.warning("the model of intents does not answer, going on without: %s", told(error))


def discreet(text: str) -> str:
    """A message as it may be sent to the model."""
    return _REACHES_SOMEONE.sub(" ", text[:LONGEST])


def read(answer: Mapping[str, Any]) -> Heard:
    """What a Rasa answer says; raises KeyError, TypeError or ValueError where it says it otherwise than Rasa does."""
    ranking = tuple((str(one["name"]), float(one["confidence"])) for one in answer["intent_ranking"])
    language = answer.get("language") or {}
    return Heard(intents=ranking, language=language.get("name"), sureness=float(language.get("confidence", 0.0)))
