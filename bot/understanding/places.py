"""Finds places in what people type: regions and municipalities of Québec under any of their names, and what lies outside.

Built once from the knowledge, then pure; misspellings are met by how they sound and by edit distance (rapidfuzz).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding import place_words as known
from bot.understanding.sound import sound
from bot.understanding.text import Word, fold, words

Kind = Literal["region", "municipality", "outside_quebec"]
OUTSIDE = "outside_quebec"
LONGEST_GUESS = 5
"""Words at most in a misspelled name."""
_LIKE_SAINT = frozenset({"sent", "send", "sen"})
_DEMONYM = re.compile(r"(?:ais|aise|ois|oise|ien|ienne|ian|ense|ense)s?$")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place read in a text: `value` is a region slug, an official name or `outside_quebec`; `text[start:end]` said it.

    Only `sure` decides whether to confirm. `others` are the other values it may mean, or, when sure, the region of the
    same name (Montréal, Laval, Saguenay).
    """

    kind: Kind
    value: str
    text: str
    start: int
    end: int
    sure: bool = True
    others: tuple[str, ...] = ()


class NamedMunicipality(Protocol):
    """What the gazetteer reads of a municipality."""

    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def mrc(self) -> str: ...
    @property
    def place_type(self) -> str: ...
    @property
    def boroughs(self) -> Sequence[str]: ...
    @property
    def aliases(self) -> Sequence[str]: ...


class NamedRegion(Protocol):
    """What the gazetteer reads of a region; `names` are its names in other languages."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def aliases(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a run of words may mean, values likeliest first; `edits` grows the further it is spelled from a known name,
    `vague` where the name itself fits several places."""

    values: tuple[str, ...]
    length: int
    edits: int = 0
    vague: bool = False


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Every known name of a place, folded, with what it means."""

    regions: frozenset[str]
    exact: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[str, ...]]
    sounds: Mapping[str, tuple[str, ...]]
    guessable: Mapping[str, Sequence[str]]
    every_sound: Mapping[str, tuple[str, ...]]
    reach: Mapping[str, int]

    @classmethod
    def build(cls, municipalities: Iterable[NamedMunicipality], regions: Iterable[NamedRegion]) -> Gazetteer:
        """The gazetteer of these municipalities and regions."""
        return _build(tuple(municipalities), tuple(regions))

    def kind_of(self, value: str) -> Kind:
        """Whether a value of a place is a region's slug, a municipality or `outside_quebec`."""
        if value == OUTSIDE:
            return "outside_quebec"
        return "region" if value in self.regions else "municipality"

    def find(self, text: str) -> tuple[Place, ...]:
        """The places in a free message, in order; "Québec" alone is none of them."""
        return tuple(self._scan(text, words(text), asked=False))

    def find_answer(self, text: str) -> tuple[Place, ...]:
        """The places in an answer to "where?": more lenient, and "Québec" is the city or the province, to confirm.

        Empty when nothing comes near; a guess is never `sure`.
        """
        said = words(text)
        found = tuple(self._scan(text, said, asked=True))
        return found or tuple(self._city_or_province(text, said)) or tuple(self._guess(text, said))

    def _scan(self, text: str, said: tuple[Word, ...], *, asked: bool) -> Iterator[Place]:
        at = 0
        while at < len(said):
            reading = self._read(text, said, at, asked=asked)
            if reading is None:
                at += 1
                continue
            place = self._place(text, said, at, reading)
            if asked or not _ruled_out(text, said, at, at + reading.length):
                yield place if asked else _less_sure_of_people(place, said, at, at + reading.length)
            at += reading.length

    def _read(self, text: str, said: tuple[Word, ...], at: int, *, asked: bool) -> _Reading | None:
        """The longest reading that starts at this word, a known name before a guess of the same length."""
        longest = _until_parted(said, at)
        known_name = self._exact(text, said, at, longest, asked=asked)
        shortest_guess = known_name.length + 1 if known_name else 1
        for length in range(min(longest, LONGEST_GUESS), shortest_guess - 1, -1):
            guess = self._approximate([word.form for word in said[at : at + length]])
            if guess:
                return guess
        return known_name

    def _exact(self, text: str, said: tuple[Word, ...], at: int, longest: int, *, asked: bool) -> _Reading | None:
        for length in range(min(longest, self.reach.get(said[at].form, 0)), 0, -1):
            name = " ".join(word.form for word in said[at : at + length])
            values = self.exact.get(name) or (known.ASKED_ONLY.get(name) if asked else None)
            if values and not (name in known.HYPHENATED and _is_a_sentence(text, said, at, length)):
                return _Reading(values, length, vague=name in known.AMBIGUOUS or name not in self.exact)
        return None

    def _approximate(self, forms: list[str]) -> _Reading | None:
        """A name written in one word, or as it sounds, or with a few letters wrong."""
        if forms[0] in known.FUNCTION_WORDS or forms[-1] in known.FUNCTION_WORDS:
            return None
        together = "".join(forms)
        length = len(forms)
        if (length == 1 or all(len(form) >= 4 for form in forms)) and together in self.joined:
            return _Reading(self.joined[together], length)
        heard = [sound(form) for form in forms]
        if heard[0] in _LIKE_SAINT and not forms[0].startswith("sa"):
            return None
        whole = "".join(heard)
        if whole in self.sounds and len(whole) >= (5 if length == 1 else 6):
            return _Reading(self.sounds[whole], length, 1)
        if "quebec" in forms or _DEMONYM.search(forms[-1]):
            return None
        return self._misspelled(heard)

    def _misspelled(self, heard: list[str]) -> _Reading | None:
        """A name of as many words, each nearly right; or of several, typed as one."""
        allowed = _edits_allowed(sum(map(len, heard)))
        if not allowed:
            return None
        names = self.guessable.get(f"{len(heard)}{heard[0][:1]}", ())
        near = process.extractOne(" ".join(heard), names, scorer=OSA.distance, score_cutoff=allowed)
        if near is None or not _word_by_word(heard, near[0].split()):
            return None
        return _Reading(self.sounds[near[0].replace(" ", "")], len(heard), 1 + int(near[1]))

    def _place(self, text: str, said: tuple[Word, ...], at: int, reading: _Reading) -> Place:
        start, end = said[at].start, said[at + reading.length - 1].end
        values = self._regions_first(reading.values) if _after_article(said, at) else reading.values
        others = values[1:]
        same_name = len(values) == 2 and sum(value in self.regions for value in values) == 1 and OUTSIDE not in values
        return Place(
            kind=self.kind_of(values[0]),
            value=values[0],
            text=text[start:end],
            start=start,
            end=end,
            sure=reading.edits <= 2 and not reading.vague and (not others or same_name),
            others=others,
        )

    def _regions_first(self, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(values, key=lambda value: value not in self.regions))

    def _city_or_province(self, text: str, said: tuple[Word, ...]) -> Iterator[Place]:
        for word in said:
            if word.form in known.CITY_OR_PROVINCE and "Québec" in self.exact.get("ville de quebec", ()):
                yield Place(
                    kind="municipality",
                    value="Québec",
                    text=text[word.start : word.end],
                    start=word.start,
                    end=word.end,
                    sure=False,
                    others=(known.PROVINCE,),
                )
                return

    def _guess(self, text: str, said: tuple[Word, ...]) -> Iterator[Place]:
        """The likeliest places for an answer that is no known name, as one place and its alternatives."""
        telling = [word for word in said if word.form not in known.FUNCTION_WORDS | known.PLACE_CUES]
        heard = "".join(sound(word.form) for word in telling)
        if not 4 <= len(heard) <= 40:
            return
        near = process.extract(
            heard, self.every_sound.keys(), scorer=OSA.normalized_similarity, score_cutoff=0.7, limit=3
        )
        values = tuple(dict.fromkeys(value for key, _, _ in near for value in self.every_sound[key]))[:3]
        if values:
            start, end = telling[0].start, telling[-1].end
            yield Place(
                kind=self.kind_of(values[0]),
                value=values[0],
                text=text[start:end],
                start=start,
                end=end,
                sure=False,
                others=values[1:],
            )


def _build(municipalities: tuple[NamedMunicipality, ...], regions: tuple[NamedRegion, ...]) -> Gazetteer:
    exact: dict[str, tuple[str, ...]] = {}
    for name, value in _names(municipalities, regions):
        folded = fold(name)
        if folded not in known.CITY_OR_PROVINCE and (folded in known.CAPITALISED or folded not in known.ASKED_ONLY):
            exact[folded] = tuple(dict.fromkeys((*exact.get(folded, ()), value)))
    exact |= dict.fromkeys(known.outside_quebec() - exact.keys(), (OUTSIDE,))
    for name in ("waterloo", "windsor", "richmond"):
        if name in exact:
            exact[name] = (*exact[name], OUTSIDE)
    exact |= known.AMBIGUOUS
    rural = {fold(town.name) for town in municipalities if town.place_type == "rural"}
    loose = {name: values for name, values in exact.items() if not _strict(name, values)}
    every_sound = _by_sound({name: values for name, values in exact.items() if OUTSIDE not in values})
    sounds = _by_sound({name: values for name, values in loose.items() if name not in rural})
    return Gazetteer(
        regions=frozenset(region.id for region in regions),
        exact=exact,
        joined={name.replace(" ", ""): values for name, values in loose.items() if len(name) >= 6},
        sounds=sounds,
        guessable=_by_initial(name for name in loose if name not in rural and name not in known.HYPHENATED),
        every_sound=every_sound,
        reach=_reach((*exact, *known.ASKED_ONLY)),
    )


def _names(
    municipalities: tuple[NamedMunicipality, ...], regions: tuple[NamedRegion, ...]
) -> Iterator[tuple[str, str]]:
    """Every name with its value: official names first, then boroughs and aliases, regions, and MRCs of three words."""
    yield from ((town.name, town.name) for town in municipalities)
    yield from ((name, town.name) for town in municipalities for name in (*town.boroughs, *town.aliases))
    for region in regions:
        yield from ((name, region.id) for name in (region.name, *region.names.values(), *region.aliases))
    taken = {fold(town.name) for town in municipalities}
    for mrc, region_id in {town.mrc: town.region for town in municipalities if town.mrc}.items():
        parts = fold(mrc).split()
        if len(parts) >= 3 and " ".join(parts) not in taken:
            yield mrc, region_id
        if len(parts) >= 4 and parts[0] in ("la", "le", "les", "l"):
            yield " ".join(parts[1:]), region_id


def _strict(name: str, values: tuple[str, ...]) -> bool:
    return OUTSIDE in values or name in known.EXACT_ONLY or name in known.CUED or name in known.PEOPLE


def _sound_of(name: str) -> str:
    return "".join(sound(form) for form in name.split())


def _by_sound(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    heard: dict[str, tuple[str, ...]] = {}
    for name, values in names.items():
        key = _sound_of(name)
        if len(key) >= 4:
            heard[key] = tuple(dict.fromkeys((*heard.get(key, ()), *values)))
    return heard


def _by_initial(names: Iterable[str]) -> dict[str, list[str]]:
    """How names sound, by number of words and first letter; those of several words also as if typed in one."""
    groups: dict[str, set[str]] = {}
    for name in names:
        heard = [sound(form) for form in name.split()]
        for spelled in {" ".join(heard), "".join(heard)}:
            groups.setdefault(f"{spelled.count(' ') + 1}{spelled[0]}", set()).add(spelled)
    return {group: sorted(spellings) for group, spellings in groups.items()}


def _reach(names: Iterable[str]) -> dict[str, int]:
    """How many words the longest name that starts with each word has."""
    reach: dict[str, int] = {}
    for name in names:
        parts = name.split()
        reach[parts[0]] = max(reach.get(parts[0], 0), len(parts))
    return reach


def _edits_allowed(letters: int) -> int:
    if letters < 7:
        return 0
    return 1 if letters < 12 else 2


def _word_by_word(heard: list[str], name: list[str]) -> bool:
    """Whether each word is nearly the name's: short ones exactly, longer ones but for a letter or two."""
    if len(heard) != len(name):
        return len(name) == 1
    return all(
        OSA.distance(typed, right) <= (0 if len(right) < 3 else 1 if len(right) < 9 else 2)
        for typed, right in zip(heard, name, strict=True)
    )


def _until_parted(said: tuple[Word, ...], at: int) -> int:
    """How many words run on from this one without a comma, a full stop or the like."""
    end = at + 1
    while end < len(said) and not said[end].parted:
        end += 1
    return end - at


def _is_a_sentence(text: str, said: tuple[Word, ...], at: int, length: int) -> bool:
    written = text[said[at].start : said[at + length - 1].end]
    return "-" not in written and len(said) > length


def _after_article(said: tuple[Word, ...], at: int) -> bool:
    return at > 0 and not said[at].parted and said[at - 1].form in known.REGION_ARTICLES


def _ruled_out(text: str, said: tuple[Word, ...], start: int, end: int) -> bool:
    """Whether the words around make it a street, a school, a person, an ordinary word or part of a longer name."""
    before = said[start - 1].form if start and not said[start].parted else ""
    after = said[end].form if end < len(said) and not said[end].parted else ""
    name = " ".join(word.form for word in said[start:end])
    if before in known.NOT_BEFORE or after in known.NOT_AFTER or (before, name) in known.HOLIDAYS:
        return True
    if name.startswith("saint") and _hyphen_around(text, said, start, end):
        return True
    if end - start == 1 and _is_personal(said, start, name):
        return True
    if name in known.CAPITALISED and not text[said[end - 1].start].isupper():
        return True
    return name in known.CUED and not _has_place_cue(text, said, start, end)


def _is_personal(said: tuple[Word, ...], start: int, name: str) -> bool:
    """Whether a title or an acquaintance comes before, or a word that presents someone and a name that people bear."""
    before = [word.form for word in said[max(0, start - 2) : start]]
    if known.TITLES.intersection(before) or known.ACQUAINTANCES.intersection(before[-1:]):
        return True
    return name in known.PEOPLE and bool(known.NAME_CUES.intersection(before[-1:]))


def _hyphen_around(text: str, said: tuple[Word, ...], start: int, end: int) -> bool:
    before = start > 0 and text[said[start - 1].end : said[start].start] == "-"
    after = end < len(said) and text[said[end - 1].end : said[end].start] == "-"
    return before or after


def _has_place_cue(text: str, said: tuple[Word, ...], start: int, end: int) -> bool:
    if end - start == len(said):
        return True
    if start and said[start - 1].form in known.PLACE_CUES and not said[start].parted:
        return True
    return start > 0 and text[said[start].start].isupper() and not text.isupper()


def _less_sure_of_people(place: Place, said: tuple[Word, ...], start: int, end: int) -> Place:
    name = " ".join(word.form for word in said[start:end])
    if name not in known.PEOPLE or len(said) == end - start:
        return place
    cued = start > 0 and said[start - 1].form in known.PLACE_CUES
    return place if cued else replace(place, sure=False)
