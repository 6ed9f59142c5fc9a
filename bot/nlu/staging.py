"""What Rasa is given to learn from: one file a language, each message marked with its language, and the names of places.

Two files hold two things at once if they had to be kept in step by hand; here they are written from what an editor edits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import yaml

from bot.advice.places import Places
from bot.conversation.words import LANGUAGES
from bot.loading.examples import Example, load_examples
from bot.loading.knowledge import load_knowledge
from bot.nlu.project import Project

TRAINING = "training"
DEVELOPMENT = "development"
PLACES = "places.txt"


def stage(project: Project) -> str:
    """Writes the data under `built`; a digest of all that the model depends on. Raises `ProblemsError`."""
    examples = load_examples(project.folder, LANGUAGES)
    places = names(load_knowledge().places)
    written = {PLACES: "\n".join(places) + "\n"}
    for folder, dev in ((TRAINING, False), (DEVELOPMENT, True)):
        for language in LANGUAGES:
            chosen = [one for one in examples if one.dev is dev and one.language == language]
            if chosen:
                written[f"{folder}/{language}.yml"] = as_rasa(chosen, language)
    for name, text in written.items():
        path = project.built / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    learnt_from = {name: text for name, text in written.items() if not name.startswith(DEVELOPMENT)}
    return digest((*learnt_from.values(), *(_text(path) for path in _code(project))))


def names(places: Places) -> tuple[str, ...]:
    """Every name under which a town or a region is known, in order."""
    towns = (name for town in places.municipalities for name in (town.name, *town.aliases))
    regions = (name for one in places.regions.values() for name in (one.name, *one.names.values(), *one.aliases))
    return tuple(sorted({*towns, *regions}))


def as_rasa(examples: Iterable[Example], language: str) -> str:
    """The messages in Rasa's format, with their language as metadata."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in examples:
        texts[one.intent].append(one.text)
    blocks = [
        {
            "intent": intent,
            "metadata": {"language": language},
            "examples": "".join(f"- {text}\n" for text in said),
        }
        for intent, said in sorted(texts.items())
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=10_000)


def digest(texts: Iterable[str]) -> str:
    """The same for the same texts."""
    return sha256("\x00".join(texts).encode()).hexdigest()


def _code(project: Project) -> tuple[Path, ...]:
    return (project.pipeline, *sorted((project.folder / "components").glob("*.py")), project.folder / "requirements.txt")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
