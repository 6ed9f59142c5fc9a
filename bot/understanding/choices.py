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
SAME_WORD = 75
RESEMBLING_SCORE = 75
SHORTEST_TYPO = 4
SHORTEST_TYPO_WITHIN = 6
MOST_GUESSES = 3
LONGEST_SEARCHED = 60
"""Words at most in a text that is searched for misspelled names."""

_READ = "·"
Says = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class Match:
    """The choices a text means, best first; sure ones are taken, the others confirmed."""

    sure: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Named:
    """The choices named inside a text, in order, and what the text says besides them."""

    ids: tuple[str, ...]
    besides: str


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
            rest = rest.replace(f" {form} ", f" {_READ * len(form)} ")
    besides = " ".join(word for word in rest.split() if _READ not in word)
    return _Named(ids=tuple(sorted(found, key=lambda choice: found[choice])), besides=besides)


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(form, choice.id) for choice in choices for form in forms(choice)]


def nearly(text: str, choices: Sequence[Choice], *, besides: Says) -> Match:
    """The choices that the text spells badly: sure where one stands out and the words added change nothing, else guesses."""
    folded = fold(text)
    if len(folded) < SHORTEST_TYPO:
        return Match()
    scores = _scores(folded, choices, GUESS_SCORE, SHORTEST_TYPO)
    ranked = sorted(scores, key=lambda choice: -scores[choice].score)
    if not ranked:
        return Match()
    best = scores[ranked[0]]
    stands_out = len(ranked) == 1 or best.score - scores[ranked[1]].score >= MARGIN
    if stands_out and best.score >= SURE_SCORE and besides(" ".join(_difference(folded, best.form))):
        return Match(sure=(ranked[0],))
    return Match(guesses=tuple(ranked[:MOST_GUESSES]))


@dataclass(frozen=True, kw_only=True)
class _Score:
    score: float
    form: str


def _scores(folded: str, choices: Sequence[Choice], cutoff: int, shortest: int) -> dict[str, _Score]:
    """For each choice near the text, its nearest form and how near it is, of 100."""
    named = [(form, choice) for form, choice in _pairs(choices) if len(form) >= shortest]
    scores: dict[str, _Score] = {}
    for form, score, index in process.extract(
        folded, [form for form, _ in named], scorer=fuzz.ratio, score_cutoff=cutoff, limit=None
    ):
        choice = named[index][1]
        if _digits(form) != _digits(folded):
            continue
        if choice not in scores or score > scores[choice].score:
            scores[choice] = _Score(score=score, form=form)
    return scores


def _digits(text: str) -> list[str]:
    """The numbers of a text: a number is never a misspelling of another."""
    return [word for word in text.split() if word.isdigit()]


def _difference(text: str, form: str) -> tuple[str, ...]:
    """The words that only one of the two has, misspelled ones apart."""
    said, named = text.split(), form.split()
    added = (word for word in said if not _has(named, word))
    lacking = (word for word in named if not _has(said, word))
    return (*added, *lacking)


def _has(words: Sequence[str], word: str) -> bool:
    return any(fuzz.ratio(word, one) >= SAME_WORD for one in words)


def resembles(text: str, choices: Sequence[Choice]) -> bool:
    """Whether the whole text is more or less one of the choices, so that it says nothing else."""
    folded = fold(text)
    return bool(folded) and bool(_scores(folded, choices, RESEMBLING_SCORE, 1))


def misspelled_within(text: str, choices: Sequence[Choice], *, bare: Says) -> _Named:
    """The choices whose name stands in a sentence with a letter or two wrong, and what is said besides."""
    said = fold(text).split()
    if len(said) > LONGEST_SEARCHED:
        return _Named(ids=(), besides="")
    found: dict[str, int] = {}
    read: set[int] = set()
    longest = max((form.count(" ") + 1 for form, _ in _pairs(choices)), default=0)
    for size in range(min(longest, len(said)), 0, -1):
        for at in range(len(said) - size + 1):
            window = " ".join(said[at : at + size])
            if len(window) < SHORTEST_TYPO_WITHIN or bare(window) or read & set(range(at, at + size)):
                continue
            for choice in _scores(window, choices, WITHIN_SCORE, SHORTEST_TYPO_WITHIN):
                found.setdefault(choice, at)
                read |= set(range(at, at + size))
    besides = " ".join(word for at, word in enumerate(said) if at not in read)
    return _Named(ids=tuple(sorted(found, key=lambda choice: found[choice])), besides=besides)


def by_own_word(text: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The choices that share with the text a word that no other choice has."""
    owners = Counter(word for choice in choices for word in {w for form in forms(choice) for w in form.split()})
    said = {word for word in fold(text).split() if len(word) >= SHORTEST_TYPO and owners[word] == 1}
    return tuple(choice.id for choice in choices if any(said & set(form.split()) for form in forms(choice)))


@dataclass(frozen=True, kw_only=True)
class Scruples:
    """When a name inside a sentence is sure.

    `besides` says whether the rest of its clause changes nothing, `elsewhere` whether a clause without a name doesn't,
    `bare` whether a form is a mere yes or no, never looked for inside a sentence.
    """

    besides: Says
    elsewhere: Says
    bare: Says


def mean(text: str, clauses: Sequence[str], choices: Sequence[Choice], *, several: bool, scruples: Scruples) -> Match:
    """What the text means among the choices: sure where nothing said could turn it, else a guess."""
    besides = scruples.besides
    if one := exact(text, choices):
        return Match(sure=(one,))
    near = nearly(text, choices, besides=besides)
    if near.sure:
        return near
    sure: dict[str, None] = {}
    guesses: dict[str, None] = {}
    calm = True
    for clause in clauses:
        named = _named(clause, choices, scruples.bare)
        (sure if besides(named.besides) else guesses).update(dict.fromkeys(named.ids))
        calm = calm and (bool(named.ids) or scruples.elsewhere(fold(clause)))
    if sure and calm and (several or len(sure) == 1):
        return Match(sure=tuple(sure))
    if sure or guesses:
        return Match(guesses=(*sure, *guesses)[:MOST_GUESSES])
    misspelled = misspelled_within(text, choices, bare=scruples.bare)
    if misspelled.ids and besides(misspelled.besides) and (several or len(misspelled.ids) == 1):
        return Match(sure=misspelled.ids)
    return Match(
        guesses=tuple(dict.fromkeys((*near.guesses, *misspelled.ids, *by_own_word(text, choices))))[:MOST_GUESSES]
    )


def whole(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice that the whole text is, a slip of the thumb allowed but no word more or less; a question is none."""
    if "?" in text:
        return None
    near = nearly(text, choices, besides=lambda rest: not rest).sure
    return exact(text, choices) or (near[0] if near else None)
