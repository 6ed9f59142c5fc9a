"""Guesses the language of a message without a model, and hears a person ask for another one.

It stays silent rather than be wrong: one word shared by two languages, a name or a number say nothing.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.loading.strict_yaml import Written, read
from bot.understanding.text import fold

FILE = "lexicon/language.yml"
OTHER = "other"
"""A language that is none of ours: another script, or a neighbour such as Haitian Creole or Portuguese."""

MARGIN = 0.9
"""How far the evidence for a language must be ahead of the next one, a word of that language alone being worth 1."""

LONGEST_WISH = 10
"""Words; a longer message speaks about a language rather than asks for it."""

_CODE = 3
"""Letters at most of a code, which is a word of its own in another language: "en"."""
_NEIGHBOUR = 1.2
_LETTER = 0.8
_TRIGRAMS = 0.5
_SHARE_OF_SCRIPT = 0.5


@dataclass(frozen=True, kw_only=True)
class LanguageWords(Written):
    """One language's `lexicon/language.yml`: `names` by language, `asks` with `{}` where a name goes."""

    names: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...]
    letters: str
    neighbours: tuple[str, ...]
    asks: tuple[str, ...]
    not_asking: tuple[str, ...]
    fillers: tuple[str, ...]
    proper_names: tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """A language, `OTHER`, or None where the message doesn't say; and how sure, from 0 to 1."""

    language: str | None
    confidence: float


SILENT = Guess(None, 0.0)


class Languages:
    """What each language is recognised by, ready to weigh a message."""

    def __init__(self, files: Mapping[str, LanguageWords]) -> None:
        self._known = tuple(files)
        listed = {name: _folded(each.words) for name, each in files.items()}
        held = Counter(word for words in listed.values() for word in words)
        self._words = {word: {name: 1 / held[word] ** 2 for name in files if word in listed[name]} for word in held}
        self._neighbours = frozenset(
            word for each in files.values() for word in _folded(each.neighbours) if word not in held
        )
        self._silent = _folded(name for each in files.values() for name in each.proper_names)
        self._letters = _own_letters({name: each.letters for name, each in files.items()})
        self._trigrams = {name: _profile(words) for name, words in listed.items()}
        self._asks = {form: name for each in files.values() for form, name in _wishes(files, each)}
        self._not_asking = _folded(word for each in files.values() for word in each.not_asking)
        self.names = {
            form: name
            for each in files.values()
            for name, forms in each.names.items()
            for form in _folded(forms)
            if len(form) > _CODE
        }
        self._fillers = _folded(word for each in files.values() for phrase in each.fillers for word in phrase.split())

    @classmethod
    def load(cls, content: Path) -> Languages:
        """Reads `<content>/<language>/lexicon/language.yml` of every language; raises `ProblemsError`."""
        paths = sorted(content.glob(f"*/{FILE}"))
        return cls({path.parent.parent.name: read(path, LanguageWords) for path in paths})

    def guess(self, text: str) -> Guess:
        """The language of the message, or nothing where the evidence is thin or split."""
        if _another_script(text):
            return Guess(OTHER, 1.0)
        said = [word for word in fold(text).split() if not any(letter.isdigit() for letter in word)]
        evidence = dict.fromkeys((*self._known, OTHER), 0.0)
        for word in said:
            for name, weight in self._weights(word):
                evidence[name] += weight
        for name, letters in self._letters.items():
            evidence[name] += _LETTER * any(letter in letters for letter in text.lower())
        return _decide(evidence)

    def asked(self, text: str) -> str | None:
        """The language that the message asks to speak, if it does: "english please", "¿habla español?"."""
        said = fold(text).split()
        if not said or len(said) > LONGEST_WISH:
            return None
        if (whole := self._asks.get(" ".join(said))) is not None:
            return whole
        if any(word in self._not_asking for word in said):
            return None
        found = {name for start, end, name in self._wishes_in(said) if self._only_fillers(said[:start] + said[end:])}
        return found.pop() if len(found) == 1 else None

    def _wishes_in(self, said: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        for start in range(len(said)):
            for end in range(start + 1, len(said) + 1):
                if (name := self._asks.get(" ".join(said[start:end]))) is not None:
                    yield start, end, name

    def _only_fillers(self, said: Sequence[str]) -> bool:
        return all(word in self._fillers for word in said)

    def _weights(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._words:
            yield from self._words[word].items()
        elif word in self._neighbours:
            yield OTHER, _NEIGHBOUR
        elif len(word) >= 4 and word not in self._silent:
            yield from self._by_trigrams(word)

    def _by_trigrams(self, word: str) -> Iterator[tuple[str, float]]:
        """An unknown word leans to the language whose words look like it."""
        scores = {name: sum(profile(piece) for piece in _pieces(word)) for name, profile in self._trigrams.items()}
        best = max(scores.values())
        shares = {name: math.exp(score - best) for name, score in scores.items()}
        total = sum(shares.values())
        for name, share in shares.items():
            yield name, _TRIGRAMS * max(0.0, share / total - 1 / len(shares))


class _Profile:
    """How likely three letters are in a language, from its listed words."""

    def __init__(self, words: frozenset[str]) -> None:
        counts = Counter(piece for word in words for piece in _pieces(word))
        total = sum(counts.values()) + 2000
        self._logs = {piece: math.log((count + 0.3) / total) for piece, count in counts.items()}
        self._unseen = math.log(0.3 / total)

    def __call__(self, piece: str) -> float:
        return self._logs.get(piece, self._unseen)


def _profile(words: frozenset[str]) -> _Profile:
    return _Profile(words)


def _pieces(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[index : index + 3] for index in range(len(padded) - 2)]


def _folded(forms: Iterator[str] | Sequence[str]) -> frozenset[str]:
    return frozenset(word for form in forms for word in fold(form).split())


def _own_letters(letters: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Letters and signs that only one of our languages writes."""
    held = Counter(letter for each in letters.values() for letter in set(each))
    return {name: frozenset(letter for letter in each if held[letter] == 1) for name, each in letters.items()}


def _wishes(files: Mapping[str, LanguageWords], each: LanguageWords) -> Iterator[tuple[str, str]]:
    """Every way to ask, with every name of every language: "in français" is said too."""
    for other in files.values():
        for language, names in other.names.items():
            for name in names:
                if language in files:
                    yield from ((fold(form.replace("{}", name)), language) for form in each.asks)


def _another_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(letter > "\u024f" and not _latin(letter) for letter in letters)
    return bool(letters) and foreign > _SHARE_OF_SCRIPT * len(letters)


def _latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MATHEMATICAL"))


def _decide(evidence: Mapping[str, float]) -> Guess:
    (first, most), (_, next_most), *_ = sorted(evidence.items(), key=lambda pair: -pair[1])
    lead = most - next_most
    if lead < MARGIN:
        return SILENT
    return Guess(first, round(1 - math.exp(-1.6 * lead) / 2, 3))


def guess(text: str, languages: Languages) -> tuple[str | None, float]:
    """The language of a message (`OTHER` for none of ours, None when unsure) and the confidence, from 0 to 1."""
    found = languages.guess(text)
    return found.language, found.confidence


def asked(text: str, languages: Languages) -> str | None:
    """The language that the message asks to speak, if it does."""
    return languages.asked(text)
