"""Which of the answers offered a text means: its label or a synonym, exactly, within a sentence, or with a typo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.conversation.question import Choice
from bot.understanding.text import fold

SURE_SCORE = 84
GUESS_SCORE = 70
MARGIN = 8
WITHIN_SCORE = 88
RESEMBLING_SCORE = 75
SHORTEST_TYPO = 4
SHORTEST_TYPO_WITHIN = 6
MOST_GUESSES = 3
LONGEST_SEARCHED = 60
"""Words at most in a text that is searched for misspelled names."""

Says = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Match:
    """The choices a text means, best first; sure ones are taken, the others confirmed."""

    sure: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Named:
    """The choices named inside a text, in order, and what the text says besides."""

    ids: tuple[str, ...]
    rest: str


@lru_cache(maxsize=4096)
def forms(choice: Choice) -> tuple[str, ...]:
    """Every folded form of a choice: its label, and what people type for it."""
    folded = (fold(text) for text in (choice.label, *choice.typed))
    return tuple(dict.fromkeys(form for form in folded if form))


def exact(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice whose label or synonym the text is, to the letter once folded."""
    folded = fold(text)
    return next((choice.id for choice in choices if folded in forms(choice)), None) if folded else None


def within(text: str, choices: Sequence[Choice], *, bare: Says) -> tuple[str, ...]:
    """The choices named inside a sentence; a longer name hides the shorter ones it holds.

    A form that is `bare` (a mere yes or no) is only ever a whole answer.
    """
    return _named(text, choices, bare).ids


def _named(text: str, choices: Sequence[Choice], bare: Says) -> _Named:
    rest = f" {fold(text)} "
    found: dict[str, int] = {}
    pairs = (pair for pair in _pairs(choices) if " " in pair[0] or not bare(pair[0]))
    for form, choice in sorted(pairs, key=lambda pair: -len(pair[0])):
        at = rest.find(f" {form} ")
        if at >= 0:
            found.setdefault(choice, at)
            rest = rest.replace(f" {form} ", " " + "·" * len(form) + " ")
    return _Named(ids=tuple(sorted(found, key=lambda choice: found[choice])), rest=rest)


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(form, choice.id) for choice in choices for form in forms(choice)]


def nearly(text: str, choices: Sequence[Choice]) -> Match:
    """The choices that the text spells badly: sure where one stands out, else guesses, the nearest first."""
    folded = fold(text)
    if len(folded) < SHORTEST_TYPO:
        return Match()
    return _ranked(_scores(folded, choices, GUESS_SCORE, SHORTEST_TYPO))


def _scores(folded: str, choices: Sequence[Choice], cutoff: int, shortest: int) -> dict[str, float]:
    named = [(form, choice) for form, choice in _pairs(choices) if len(form) >= shortest]
    scores: dict[str, float] = {}
    for _, score, index in process.extract(
        folded, [form for form, _ in named], scorer=fuzz.ratio, score_cutoff=cutoff, limit=None
    ):
        choice = named[index][1]
        scores[choice] = max(score, scores.get(choice, 0))
    return scores


def _ranked(scores: dict[str, float]) -> Match:
    ranked = sorted(scores, key=lambda choice: -scores[choice])
    stands_out = len(ranked) == 1 or (len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] >= MARGIN)
    if stands_out and scores[ranked[0]] >= SURE_SCORE:
        return Match(sure=(ranked[0],))
    return Match(guesses=tuple(ranked[:MOST_GUESSES]))


def resembles(text: str, choices: Sequence[Choice]) -> bool:
    """Whether the whole text is more or less one of the choices, so that it says nothing else."""
    folded = fold(text)
    return bool(folded) and bool(_scores(folded, choices, RESEMBLING_SCORE, 1))


def misspelled_within(text: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The choices whose name stands in a sentence with a letter or two wrong."""
    said = fold(text).split()
    if len(said) > LONGEST_SEARCHED:
        return ()
    found: dict[str, int] = {}
    longest = max((form.count(" ") + 1 for form, _ in _pairs(choices)), default=0)
    for size in range(min(longest, len(said)), 0, -1):
        for at in range(len(said) - size + 1):
            window = " ".join(said[at : at + size])
            if len(window) >= SHORTEST_TYPO_WITHIN:
                for choice in _scores(window, choices, WITHIN_SCORE, SHORTEST_TYPO_WITHIN):
                    found.setdefault(choice, at)
    return tuple(sorted(found, key=lambda choice: found[choice]))


def by_own_word(text: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The choices that share with the text a word that no other choice has."""
    owners = Counter(word for choice in choices for word in {w for form in forms(choice) for w in form.split()})
    said = {word for word in fold(text).split() if len(word) >= SHORTEST_TYPO and owners[word] == 1}
    return tuple(choice.id for choice in choices if any(said & set(form.split()) for form in forms(choice)))


def mean(text: str, choices: Sequence[Choice], *, several: bool, negates: Says, bare: Says) -> Match:
    """What the text means among the choices; a sentence that also says no to what it names is only ever a guess."""
    if one := exact(text, choices):
        return Match(sure=(one,))
    near = nearly(text, choices)
    if near.sure:
        return near
    named = _named(text, choices, bare)
    if named.ids:
        sure = not negates(named.rest) and (several or len(named.ids) == 1)
        return Match(sure=named.ids) if sure else Match(guesses=named.ids[:MOST_GUESSES])
    misspelled = misspelled_within(text, choices)
    if misspelled and not negates(text) and (several or len(misspelled) == 1):
        return Match(sure=misspelled)
    guesses = dict.fromkeys((*near.guesses, *misspelled, *by_own_word(text, choices)))
    return Match(guesses=tuple(guesses)[:MOST_GUESSES])
