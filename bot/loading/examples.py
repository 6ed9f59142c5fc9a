"""Reads what people may write, by intent and language: the training and development messages of the model, with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Written, line_of, read_tree, typed

NLU = Path(__file__).parents[2] / "nlu"
DEV = "dev"


@dataclass(frozen=True, kw_only=True)
class Example:
    """One message: its intent and language, whether it is kept for development, and where it stands."""

    text: str
    intent: str
    language: str
    dev: bool
    path: Path
    line: int


@dataclass(frozen=True, kw_only=True)
class _Intent(Written):
    intent: str
    examples: str


@dataclass(frozen=True, kw_only=True)
class _File(Written):
    version: str
    nlu: tuple[_Intent, ...]


def load_examples(folder: Path, languages: tuple[str, ...]) -> tuple[Example, ...]:
    """Every message of the folder, training first; raises `ProblemsError` where a file can't be read."""
    files = [
        *((path, language, False) for language in languages for path in sorted((folder / language).glob("*.yml"))),
        *((folder / DEV / f"{language}.yml", language, True) for language in languages),
    ]
    return tuple(
        example for path, language, dev in files if path.exists() for example in _read(path, language, dev=dev)
    )


def _read(path: Path, language: str, *, dev: bool) -> Iterator[Example]:
    tree = read_tree(path)
    for number, block in enumerate(typed(tree, _File, path).nlu):
        first = (line_of(tree, ("nlu", number, "examples")) or 0) + 1
        for offset, written in enumerate(block.examples.splitlines()):
            if not written.startswith("- ") or not written[2:].strip():
                problem = Problem(path, first + offset, f"this line is no message: {written!r}", "write: - the message")
                raise ProblemsError([problem])
            text = written[2:].strip()
            yield Example(text=text, intent=block.intent, language=language, dev=dev, path=path, line=first + offset)
