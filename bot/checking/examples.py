"""The messages a model learns from: enough of each intent, none nearly written twice, none kept for development seen before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from bot.advice.places import Places
from bot.checking.intents import INTENTS
from bot.conversation.words import LANGUAGES
from bot.loading.examples import Example
from bot.loading.problems import Problem
from bot.understanding.places import Gazetteer
from bot.understanding.text import fold

FEWEST = {False: 60, True: 15}
"""Messages at least of an intent in each language: of training, of development."""
FEWEST_SAID_IN_MANY_WAYS = 150
SAID_IN_MANY_WAYS = frozenset(("express_distress", "out_of_scope"))
GRAM = 4
ALIKE = 0.8
"""Jaccard of character 4-grams from which two messages are nearly the same."""
PLACE = "somewhere"


def problems(examples: tuple[Example, ...], places: Places) -> Iterator[Problem]:
    """What is missing, unknown, or nearly written twice."""
    yield from _unknown(examples)
    yield from _few(examples)
    yield from _alike(examples, Gazetteer.build(places.municipalities, places.regions.values()))


def _unknown(examples: tuple[Example, ...]) -> Iterator[Problem]:
    for one in examples:
        if one.intent not in INTENTS:
            yield Problem(one.path, one.line, f"'{one.intent}' is no intent", "use one of nlu/guidelines.md")


def _few(examples: tuple[Example, ...]) -> Iterator[Problem]:
    counted = Counter((one.dev, one.language, one.intent) for one in examples)
    paths = {(one.dev, one.language, one.intent): one.path for one in examples}
    anywhere = examples[0].path.parents[1] if examples else None
    for dev in FEWEST:
        for language in LANGUAGES:
            for intent in sorted(INTENTS):
                wanted = FEWEST_SAID_IN_MANY_WAYS if intent in SAID_IN_MANY_WAYS else FEWEST[dev]
                found = counted[dev, language, intent]
                path = paths.get((dev, language, intent), anywhere)
                if found < wanted and path is not None:
                    kind = "development" if dev else "training"
                    message = f"{found} {kind} messages of '{intent}' in '{language}', {wanted} at least"
                    yield Problem(path, None, message, "write more, each in another way")


def _alike(examples: tuple[Example, ...], gazetteer: Gazetteer) -> Iterator[Problem]:
    groups: defaultdict[tuple[str, str], list[tuple[Example, str, frozenset[str]]]] = defaultdict(list)
    for one in examples:
        plain = masked(one.text, gazetteer)
        groups[one.language, one.intent].append((one, plain, grams(plain)))
    for group in groups.values():
        for (first, plain, some), (second, other, others) in combinations(group, 2):
            if plain == other or (_comparable(some, others) and jaccard(some, others) >= ALIKE):
                message = f"'{second.text}' is nearly '{first.text}' ({first.path.name}, line {first.line})"
                yield Problem(second.path, second.line, message, "write it in another way, or remove it")
    yield from _seen(examples)


def _seen(examples: tuple[Example, ...]) -> Iterator[Problem]:
    """The same words under two intents, or in training and development whatever the intent."""
    first: dict[tuple[str, str], Example] = {}
    for one in examples:
        before = first.setdefault((one.language, fold(one.text) or one.text), one)
        if before.intent != one.intent:
            message = f"'{one.text}' is also a message of '{before.intent}' ({before.path.name}, line {before.line})"
            yield Problem(one.path, one.line, message, "keep it in one of them (see nlu/guidelines.md)")


def masked(text: str, gazetteer: Gazetteer) -> str:
    """A message folded, each place it names replaced by the same word; one without a word as it is written."""
    parts, end = [], 0
    for place in gazetteer.find(text):
        parts += [text[end : place.start], f" {PLACE} "]
        end = place.end
    return fold("".join((*parts, text[end:]))) or text


def grams(text: str) -> frozenset[str]:
    """The character 4-grams of a folded message, its ends marked by a space."""
    padded = f" {text} "
    return frozenset(padded[at : at + GRAM] for at in range(max(1, len(padded) - GRAM + 1)))


def jaccard(some: frozenset[str], others: frozenset[str]) -> float:
    """How much two sets share, from 0 to 1."""
    return len(some & others) / len(some | others)


def _comparable(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sets are of sizes that can still be alike: a cheap look before the comparison."""
    return min(len(some), len(others)) >= ALIKE * max(len(some), len(others))
