"""A path: a conversation that must stay true, written once and played in each language, by buttons and again typed.

One turn is one thing done and what is expected of the answer; words are given by language, buttons by the id of their option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as File

from bot.conversation.words import LANGUAGES
from bot.loading.problems import Problem, ProblemsError
from bot.loading.strict_yaml import Written, line_of, read_tree, typed

DEEDS = ("choose", "type", "paste", "press_old", "begin", "again", "wait_days")
FactValues = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Expected(Written):
    """What must be true after a turn.

    `says`: keys of words that were said, in this order, others between; `never_says`: keys that were not. `asks`: the fact or
    offer of the question on screen. `offers`, `lacks`: options that are, or are not, among its buttons. `facts`: what is then
    known; one given as `absent` is not, as `said` has any value. `reads`, `never_reads`: words that the text holds, or doesn't,
    by language.
    """

    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    asks: str | None = None
    offers: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    facts: FactValues = field(default_factory=dict)
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never_reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step(Written):
    """One turn; exactly one of these is done.

    `choose`: the option of the question on screen, by its button, or typed by its label with a misspelling. `type`: what is
    typed, by language. `paste`: a text of so many characters. `press_old`: a button that was on screen before, as
    `name.option`. `begin`: the conversation opens, and its language is chosen where it isn't French. `again`: the last message
    once more, with the same id. `wait_days`: the clock moves on. What was understood, but not surely, is confirmed within the
    turn, unless it expects the question `confirm`.
    """

    choose: str | None = None
    type: Mapping[str, str] | None = None
    paste: int = 0
    press_old: str | None = None
    begin: bool = False
    again: bool = False
    wait_days: int = 0
    expect: Expected = field(default_factory=Expected)


@dataclass(frozen=True, kw_only=True)
class Path(Written):
    """A whole conversation; `on` is the day it begins, `finally_facts` all that is known at its end but the language."""

    path: str
    situation: str
    turns: tuple[Step, ...]
    on: date | None = None
    finally_facts: FactValues = field(default_factory=dict)

    @property
    def moves_the_clock(self) -> bool:
        """Whether it can only be played on a server of its own."""
        return self.on is not None or any(step.wait_days for step in self.turns)


def read_path(file: File) -> Path:
    """The path of a file; raises `ProblemsError` with every mistake, its line and remedy."""
    tree = read_tree(file)
    path = typed(tree, Path, file)
    problems = [
        Problem(file, line_of(tree, ("turns", number)), message, remedy)
        for number, step in enumerate(path.turns)
        for message, remedy in _mistakes(step)
    ]
    if path.path != file.stem:
        problems.append(Problem(file, 1, f"the path is named '{path.path}'", f"name it '{file.stem}', like its file"))
    if problems:
        raise ProblemsError(problems)
    return path


def _mistakes(step: Step) -> list[tuple[str, str]]:
    done = {one: getattr(step, one) for one in DEEDS}
    found = []
    if sum(one is not None and one is not False and one != 0 for one in done.values()) != 1:
        found.append(("a turn does exactly one thing", f"keep one of {', '.join(DEEDS)}"))
    expected = step.expect
    by_language = [
        words for words in (step.type, expected.reads or None, expected.never_reads or None) if words is not None
    ]
    if any(set(words) != set(LANGUAGES) for words in by_language):
        found.append(("words are missing in a language", f"write them in {', '.join(LANGUAGES)}"))
    return found
