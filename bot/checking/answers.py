"""The answers: each flow that says when it was checked has its claims, its words are neither curt nor long, and no figure comes from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.advice.answers import Answer
from bot.checking.material import Material
from bot.checking.wordbook import Entry
from bot.conversation.script import Flow, StepKind
from bot.conversation.words import LANGUAGES
from bot.loading.problems import Problem

CHECKED = "checked"
FEWEST_WORDS, MOST_WORDS = 60, 150
FILE = "answers.yml"
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_APART = re.compile(r"[ \u00a0\u202f.,]")


def problems(material: Material) -> Iterator[Problem]:
    """What is missing on either side, and words that say too little, too much, or a figure nobody claims."""
    flows = {flow.id: flow for flow, step in material.steps() if step.kind is StepKind.CHECK and step.target == CHECKED}
    answers = material.knowledge.answers
    path = material.sources.knowledge / FILE
    for name in sorted(answers.keys() - flows.keys()):
        message = f"no flow gives the answer '{name}'"
        yield Problem(
            path, material.line(path, "answers", name), message, f"write flows/{name}.yml with 'check: checked'"
        )
    for name, flow in flows.items():
        if name not in answers:
            yield material.in_flow(flow, f"nothing says what '{name}' rests on", f"write its claims in {FILE}")
        else:
            yield from _of_words(material, flow, answers[name])


def _of_words(material: Material, flow: Flow, answer: Answer) -> Iterator[Problem]:
    claimed = {figure for claim in answer.claims for figure in figures(claim.states)}
    for language in LANGUAGES:
        said = [
            entry
            for step in flow.steps
            if step.kind is StepKind.SAY
            and (entry := material.words.texts[language].get(f"{flow.id}.says.{step.target}")) is not None
        ]
        if said:
            yield from _of_length(flow, said)
        for entry in said:
            for figure in sorted(figures("\n".join(entry.texts)) - claimed):
                message = f"'{entry.key}' says {figure}, which no claim of '{flow.id}' does"
                yield Problem(
                    entry.path, entry.line, message, f"write the claim and its source in {FILE}, or remove the figure"
                )


def _of_length(flow: Flow, said: list[Entry]) -> Iterator[Problem]:
    count = sum(len(_WORD.findall(text)) for entry in said for text in entry.texts)
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        message = f"the answer '{flow.id}' has {count} words, {FEWEST_WORDS} to {MOST_WORDS} wanted"
        yield Problem(
            said[0].path, said[0].line, message, "say what helps most, and leave the rest to the flow that goes further"
        )


def figures(text: str) -> frozenset[str]:
    """The numbers written in figures, without what sets their thousands and decimals apart."""
    return frozenset(_APART.sub("", found) for found in _FIGURE.findall(text))
