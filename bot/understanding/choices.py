"""Which of the answers offered a text means: its label or a synonym, exactly, within a sentence, or with a typo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.conversation.question import Choice
from bot.understanding.text import fold

SURE_SCORE = 84
GUESS_SCORE = 70
MARGIN = 8
SHORTEST_TYPO = 4
LONGEST_WITHIN = 3


@dataclass(frozen=True, kw_only=True)
class Match:
    """The choices a text means, best first; sure ones are taken, the others confirmed."""

    sure: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


def forms(choice: Choice) -> Iterator[str]:
    """Every folded form of a choice: its label, and what people type for it."""
    for text in (choice.label, *choice.typed):
        folded = fold(text)
        if folded:
            yield folded


def exact(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice whose label or synonym the text is, to the letter once folded."""
    folded = fold(text)
    return next((choice.id for choice in choices if folded in forms(choice)), None) if folded else None


def within(text: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The choices named inside a sentence; a longer name hides the shorter ones it holds."""
    rest = f" {fold(text)} "
    found: dict[str, int] = {}
    named = sorted(((form, choice.id) for choice in choices for form in forms(choice)), key=lambda pair: -len(pair[0]))
    for form, choice in named:
        at = rest.find(f" {form} ")
        if at >= 0:
            found.setdefault(choice, at)
            rest = rest.replace(f" {form} ", " " + "·" * len(form) + " ")
    return tuple(sorted(found, key=lambda choice: found[choice]))


def nearly(text: str, choices: Sequence[Choice]) -> Match:
    """The choices that the text spells badly: sure where one stands out, else guesses, the nearest first."""
    folded = fold(text)
    if len(folded) < SHORTEST_TYPO:
        return Match()
    scores: dict[str, float] = {}
    names = [(form, choice.id) for choice in choices for form in forms(choice) if len(form) >= SHORTEST_TYPO]
    for _, score, index in process.extract(
        folded, [form for form, _ in names], scorer=fuzz.ratio, score_cutoff=GUESS_SCORE, limit=None
    ):
        choice = names[index][1]
        scores[choice] = max(score, scores.get(choice, 0))
    ranked = sorted(scores, key=lambda choice: -scores[choice])
    if (
        ranked
        and scores[ranked[0]] >= SURE_SCORE
        and (len(ranked) == 1 or scores[ranked[0]] - scores[ranked[1]] >= MARGIN)
    ):
        return Match(sure=(ranked[0],))
    return Match(guesses=tuple(ranked[:3]))


def mean(text: str, choices: Sequence[Choice], *, several: bool, negated: bool) -> Match:
    """What the text means among the choices; a sentence that also says no is only ever a guess."""
    if one := exact(text, choices):
        return Match(sure=(one,))
    named = within(text, choices)
    if named and not negated and (several or len(named) == 1):
        return Match(sure=named)
    if named:
        return Match(guesses=named[:LONGEST_WITHIN])
    return nearly(text, choices)
