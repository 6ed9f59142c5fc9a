"""How well places and languages are read, on sets of their own, by other hands than the gazetteer's and the training data's.

`nlu/dev/places.jsonl` holds `{"text", "language", "places": [{"entity", "value"}]}` a line, `nlu/dev/languages.jsonl` `{"text", "language"}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation.words import LANGUAGES
from bot.loading.examples import NLU
from bot.understanding.whole import Understanding

PLACES, NAMED_LANGUAGES = NLU / "dev" / "places.jsonl", NLU / "dev" / "languages.jsonl"
KINDS = ("region", "municipality")
FLOORS = {"precision": 0.97, "recall": 0.93, "language": 0.96}


@dataclass(frozen=True, kw_only=True)
class Read:
    """A message, the places it names and those that were read."""

    text: str
    language: str
    wanted: frozenset[tuple[str, str]]
    found: frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message, its language and the one that was heard."""

    text: str
    language: str
    heard: str


def read(understanding: Understanding) -> tuple[Read, ...]:
    """What is read of each message of the set of places."""
    return tuple(
        Read(
            text=one["text"],
            language=one["language"],
            wanted=frozenset((place["entity"], place["value"]) for place in one["places"]),
            found=frozenset(
                (place.entity, place.value)
                for place in understanding.entities.find(one["text"])
                if place.entity in KINDS
            ),
        )
        for one in _lines(PLACES)
    )


def told(understanding: Understanding) -> tuple[Told, ...]:
    """The language heard in each message of the set of languages."""
    return tuple(
        Told(text=one["text"], language=one["language"], heard=understanding.of(one["text"]).language)
        for one in _lines(NAMED_LANGUAGES)
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def precision(cases: Sequence[Read]) -> float:
    """Of the places that were read, the part that the message names."""
    return sum(len(one.found & one.wanted) for one in cases) / max(1, sum(len(one.found) for one in cases))


def recall(cases: Sequence[Read]) -> float:
    """Of the places that the messages name, the part that was read."""
    return sum(len(one.found & one.wanted) for one in cases) / max(1, sum(len(one.wanted) for one in cases))


def accuracy(cases: Sequence[Told]) -> float:
    """The part of the messages whose language was heard."""
    return sum(one.heard == one.language for one in cases) / max(1, len(cases))


def below(places: Sequence[Read], languages: Sequence[Told]) -> Iterator[str]:
    """Each floor that is missed, in some language."""
    for language, figures in _figures(places, languages).items():
        for name, floor in FLOORS.items():
            if figures[name] < floor:
                yield f"{language}: {name} of places and languages is {figures[name]:.3f}, below {floor}"


def report(places: Sequence[Read], languages: Sequence[Told]) -> Iterator[str]:
    """A part of the report, in Markdown."""
    measured = _figures(places, languages)
    yield ""
    yield f"## Places in {len(places)} messages, the language of {len(languages)}"
    yield ""
    yield f"| | {' | '.join(measured)} |"
    yield f"|---|{'---|' * len(measured)}"
    for name in FLOORS:
        yield f"| {name} | {' | '.join(f'{one[name]:.3f}' for one in measured.values())} |"
    yield ""
    for one in places:
        if one.found != one.wanted:
            yield f"- ({one.language}) {one.text} : {_named(one.wanted)}, read {_named(one.found)}"
    for other in languages:
        if other.heard != other.language:
            yield f"- ({other.language}) {other.text} : heard as {other.heard}"


def _figures(places: Sequence[Read], languages: Sequence[Told]) -> dict[str, dict[str, float]]:
    return {
        language: {
            "precision": precision([one for one in places if one.language == language]),
            "recall": recall([one for one in places if one.language == language]),
            "language": accuracy([one for one in languages if one.language == language]),
        }
        for language in LANGUAGES
    }


def _named(places: frozenset[tuple[str, str]]) -> str:
    return ", ".join(sorted(value for _, value in places)) or "none"
