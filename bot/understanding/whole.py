"""All that is understood of a message by itself, whatever was asked before: for those who check the understanding.

The conversation uses the same parts, against the question on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.advice.places import Places
from bot.understanding.ears import Model
from bot.understanding.entities import Entities, Entity
from bot.understanding.opening import Lexicons
from bot.understanding.places import Gazetteer
from bot.understanding.reader import DISTRESS, DISTRESSED

MOST_ALTERNATIVES = 5
NO_INTENT = "out_of_scope"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A message understood: `distress` is `danger`, `violence`, `isolation` or None; alternatives come likeliest first."""

    text: str
    language: str
    intent: str
    confidence: float
    distress: str | None
    entities: tuple[Entity, ...]
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """The lexicons, the gazetteer and the model, together."""

    ears: Lexicons
    entities: Entities
    model: Model

    @classmethod
    def load(cls, content: Path, places: Places, model: Model) -> Understanding:
        """With the lexicons of `content` and the names of `places`; raises `ProblemsError`."""
        ears = Lexicons.load(content)
        gazetteer = Gazetteer.build(places.municipalities, places.regions.values())
        return cls(ears=ears, entities=Entities.load(content, gazetteer, ears.tongues.names), model=model)

    def of(self, text: str) -> Understood:
        """What a message says."""
        heard = self.model.hear(text)
        intent, confidence = heard.intents[0] if heard.intents else (NO_INTENT, 0.0)
        distress = self.ears.distress(text)
        if distress is None and heard.confidence(DISTRESS) >= DISTRESSED:
            distress = "danger"
        guess = self.ears.tongues.guess(text)
        return Understood(
            text=text,
            language=heard.language or guess.language or "fr",
            intent=intent,
            confidence=confidence,
            distress=distress,
            entities=self.entities.find(text),
            alternatives=heard.intents[1 : MOST_ALTERNATIVES + 1],
        )
