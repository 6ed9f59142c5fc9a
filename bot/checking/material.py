"""What the checks look at: the script, the knowledge and the words as loaded, with the lines of the files they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.advice.knowledge import Knowledge
from bot.checking.shape import shape_problems
from bot.checking.wordbook import Wordbook, read_wordbook
from bot.conversation.script import Flow, Script, Step
from bot.loading.knowledge import KNOWLEDGE, load_knowledge
from bot.loading.problems import Problem, ProblemsError
from bot.loading.script import CONTENT, FLOWS, load_script
from bot.loading.strict_yaml import Block, line_of, read_tree
from bot.understanding.distress import Lexicon

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The folders to check; `nlu` None where there is none: an installed program has no messages to learn from."""

    flows: Path = FLOWS
    content: Path = CONTENT
    knowledge: Path = KNOWLEDGE
    nlu: Path | None = None

    @property
    def facts(self) -> Path:
        """The vocabulary's file."""
        return self.flows / "facts.yml"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What was loaded, and the day on which it is checked."""

    sources: Sources
    script: Script
    knowledge: Knowledge
    words: Wordbook
    on: date
    _trees: dict[Path, Block] = field(default_factory=dict)

    def tree(self, path: Path) -> Block:
        """A file as it is written."""
        if path not in self._trees:
            self._trees[path] = read_tree(path)
        return self._trees[path]

    def line(self, path: Path, *loc: str | int) -> int | None:
        """The line of the deepest part of `loc` in a file."""
        return line_of(self.tree(path), loc)

    def in_facts(self, message: str, remedy: str, *loc: str | int) -> Problem:
        """A problem of the vocabulary."""
        return Problem(self.sources.facts, self.line(self.sources.facts, *loc), message, remedy)

    def in_flow(self, flow: Flow, message: str, remedy: str, *loc: str | int) -> Problem:
        """A problem of a flow's file."""
        path = Path(flow.path)
        return Problem(path, self.line(path, *loc), message, remedy)

    def in_step(self, flow: Flow, step: Step, message: str, remedy: str, *loc: str | int) -> Problem:
        """A problem of a step, shown at the deepest part of `loc` within it."""
        return self.in_flow(flow, message, remedy, "steps", flow.steps.index(step), *loc)

    def steps(self) -> Iterator[tuple[Flow, Step]]:
        """Every step of every flow."""
        for flow in self.script.flows.values():
            yield from ((flow, step) for step in flow.steps)


def load(sources: Sources, on: date) -> tuple[Material | None, list[Problem]]:
    """What the folders hold, and what is wrong in files that can't be read; None where that hides the rest."""
    problems = list(shape_problems(sources.flows))
    words = _collecting(problems, lambda: read_wordbook(sources.content))
    knowledge = _collecting(problems, lambda: load_knowledge(sources.knowledge))
    _collecting(problems, lambda: Lexicon.load(sources.content))
    script = None if problems else _collecting(problems, lambda: load_script(sources.flows, sources.content))
    if not (script and words and knowledge):
        return None, problems
    return Material(sources=sources, script=script, knowledge=knowledge, words=words, on=on), problems


def _collecting(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ProblemsError as error:
        problems.extend(one for one in error.problems if one not in problems)
        return None
