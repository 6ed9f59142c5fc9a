"""A sentence without what says who wrote it: addresses, links, numbers and names give way to marks that say what stood there.

Pure. Where it can't be told what a word is, it goes: a sentence that teaches less is better than one that names somebody. A
name written without a capital, and not presented as one, can't be told from a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.understanding import name_words as known
from bot.understanding.text import fold

EMAIL, LINK, HANDLE = "[email]", "[link]", "[handle]"
NUMBER, POSTAL_CODE, NAME = "[number]", "[postal code]", "[name]"
MARKS = (EMAIL, LINK, HANDLE, NUMBER, POSTAL_CODE, NAME)

Spans = Callable[[str], Iterable[tuple[int, int]]]
"""Where the known places of a text stand in it."""

_MARK = "|".join(re.escape(mark) for mark in MARKS)
_LETTERS = r"[^\W\d_]+"
_TOKEN = re.compile(rf"(?P<mark>{_MARK})|(?P<word>{_LETTERS}(?:['’‑-]{_LETTERS})*)")
_ANY_MARK = re.compile(_MARK)
_DIGIT = "|".join(sorted(known.DIGITS, key=len, reverse=True))
_WRITTEN_OUT = (
    (re.compile(r"\S*(?<!\w)(?:https?|ftp)\s*:/*\S*|\bwww\.\S*", re.IGNORECASE), LINK),
    (
        re.compile(
            r"\S+(?:\s+(?:point|dot|punto)\s+\S+)*\s+[(\[]?(?:arobase|arroba|at)[)\]]?\s+\S+(?:\s+(?:point|dot|punto)\s+\w+)+",
            re.IGNORECASE,
        ),
        EMAIL,
    ),
    (re.compile(r"[^\s@]+\s*@\s*[^\s@]+\.[^\s@]*[^\s@.,;:!?)]"), EMAIL),
    (re.compile(r"[^\s@]+@\S*"), EMAIL),
    (re.compile(r"@+\s*\S*"), HANDLE),
    (re.compile(r"[^\W_]*_\w*(?:[.-]\w+)*"), HANDLE),
    (re.compile(r"[\w.-]+\.[^\W\d_]{2,}/\S*"), LINK),
    (re.compile(r"(?:[\w-]{2,}\.)+[^\W\d_]{2,}(?:/\S*)?"), LINK),
    (re.compile(r"\b[A-Z]\d[A-Z][\s-]?\d[A-Z]\d\b", re.IGNORECASE), POSTAL_CODE),
    (re.compile(rf"\b(?:{_DIGIT})(?:[\s,-]+(?:{_DIGIT})){{3,}}\b", re.IGNORECASE), NUMBER),
)
_CHUNK = re.compile(rf"{_MARK}|(?:(?!{_MARK})\S)+")
_ENDING = re.compile(r"[.,;:!?…»\")]*$")
_SEVERAL_NUMBERS = re.compile(r"[+(]*\[number\](?:[\s()+./-]*\[number\])+\)?")
_SEVERAL_NAMES = re.compile(
    r"\[name\](?:[\s’'-]+(?:(?:de|del|du|des|da|di|la|le|las|los|el|al|van|von|ben|bin)\s+)*\[name\])+"
)
_LONG_NAME = re.compile(
    rf"\[name\](?:\s+(?:de\s+(?:la|los|las)|del|di|da|van|von|ben|bin)\s+(?:\[name\]|{_LETTERS}))+", re.IGNORECASE
)
_INTRODUCTION = re.compile(
    r"""\b(?<!['’])(?:
    j(?:e\s*)?\s*m\s*['’]?\s*app?ell?e | (?:je\s+me|on\s+me)\s+(?:nomme|prénomme) | on\s+m['’]\s*appelle
    | (?:mon|ma)\s+(?:pr[ée])?nom(?:\s+de\s+famille)?(?:\s*(?:est|c['’]est))? | moi\s*,?\s*c['’]\s*est
    | my\s+(?:(?:first|last|full|family)\s+)?name\s*(?:['’]?s|is)? | i\s*(?:am|['’]m)\s+(?:called|named) | call\s+me
    | me\s+ll?amo | mi\s+(?:nombre|apellido)(?:\s+(?:completo|es))* | me\s+dicen
    | (?:nom|pr[ée]nom|name|nombre|apellido)\s*(?=[:=])
    | (?:m|mme|mlle|mr|mrs|ms|dr|dre|dra|sr|sra|srta|monsieur|madame|mademoiselle|señor|señora|doña|don)(?=[.\s])
    )(?!\w)[.:=\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
_SOY = re.compile(r"\b(?:yo\s+)?soy\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\w\s]*")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)
_NEW_SENTENCE = re.compile(r"[.!?…\n¿¡]")
_MOST_PRESENTED = 3


@dataclass(frozen=True, kw_only=True)
class _Word:
    """A word and where it stands; `opens` where it is the first of its sentence."""

    text: str
    start: int
    end: int
    opens: bool

    @property
    def bare(self) -> str:
        """Without what is elided before it: `d’Ana`."""
        return _ELISION.sub("", self.text, count=1) if _ELISION.match(self.text) else self.text

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital, or is in letters that have none."""
        return self.bare[0].isupper() or self.foreign

    @property
    def foreign(self) -> bool:
        """Whether some of its letters aren't Latin."""
        return any(one.isalpha() and "LATIN" not in unicodedata.name(one, "") for one in self.text)


def redact(text: str, places: Spans) -> str:
    """The text with marks in place of whatever may say who wrote it; empty where nothing else is left."""
    before, marked = "", _seen(text)
    while marked != before:  # what a mark stands beside may tell a name in its turn
        before, marked = marked, _marked(marked, places)
    return marked if any(one.isalpha() for one in _ANY_MARK.sub("", marked)) else ""


def _marked(text: str, places: Spans) -> str:
    for pattern, mark in _WRITTEN_OUT:
        text = _outside_marks(pattern, mark, text)
    text = _SEVERAL_NUMBERS.sub(NUMBER, _CHUNK.sub(_number, text))
    return _LONG_NAME.sub(NAME, _SEVERAL_NAMES.sub(NAME, _without_names(text, tuple(places(text)))))


def _seen(text: str) -> str:
    """The text in its plainest letters, without what can't be seen."""
    plain = unicodedata.normalize("NFKC", text)
    shown = "".join(one for one in plain if one == "\n" or unicodedata.category(one)[0] != "C" or one.isspace())
    return "\n".join(filter(None, (" ".join(line.split()) for line in shown.splitlines())))


def _outside_marks(pattern: re.Pattern[str], mark: str, text: str) -> str:
    """The pattern replaced between the marks already there."""
    pieces = re.split(f"({_MARK})", text)
    return "".join(piece if piece in MARKS else pattern.sub(mark, piece) for piece in pieces)


def _number(chunk: re.Match[str]) -> str:
    written = chunk[0]
    if written in MARKS or not any(one.isnumeric() or one.isdigit() for one in written):
        return written
    ending = _ENDING.search(written)
    return NUMBER + (ending[0] if ending else "")


# --- names ------------------------------------------------------------------------------------------------------------


def _without_names(text: str, places: tuple[tuple[int, int], ...]) -> str:
    said = tuple(_words(text))
    presented = _presented(text, said)
    named = presented | {at for at, word in enumerate(said) if _is_a_name(said, at, word, places)}
    named |= _places_in_names(text, said, named)
    named |= set(_openings_of(text, said, named))
    shown, end = [], 0
    for at in sorted(named):
        word = said[at]
        begins = word.start if at in presented else word.end - len(word.bare)
        shown += [text[end:begins], NAME]
        end = word.end
    return "".join((*shown, text[end:]))


def _words(text: str) -> Iterable[_Word]:
    end, first = 0, True
    for found in _TOKEN.finditer(text):
        opens = first or bool(_NEW_SENTENCE.search(text[end : found.start()]))
        first, end = False, found.end()
        if found["word"]:
            yield _Word(text=found[0], start=found.start(), end=found.end(), opens=opens)


def _is_a_name(said: tuple[_Word, ...], at: int, word: _Word, places: tuple[tuple[int, int], ...]) -> bool:
    """Whether a word has the capital of a name where none is due, and isn't a place or a word that always has one."""
    if word.foreign:
        return True
    if not word.capital or any(start <= word.end - len(word.bare) and word.end <= end for start, end in places):
        return False
    if fold(word.bare).replace(" ", "") in known.ORDINARY:
        return False
    return not word.opens or _signs(said, at, word)


def _signs(said: tuple[_Word, ...], at: int, word: _Word) -> bool:
    """Whether a word makes a sentence alone, after others: a signature, unless it is a greeting."""
    alone = at + 1 == len(said) or said[at + 1].opens
    return at > 0 and alone and fold(word.text) not in known.GREETINGS


def _openings_of(text: str, said: tuple[_Word, ...], named: set[int]) -> Iterable[int]:
    """First words of a sentence right before a name: "Ana" in "Ana López writes"."""
    for at, word in enumerate(said[:-1]):
        joined = at + 1 in named and not text[word.end : said[at + 1].start].strip()
        if joined and word.opens and word.capital and fold(word.text) not in known.GREETINGS:
            yield at


def _places_in_names(text: str, said: tuple[_Word, ...], named: set[int]) -> set[int]:
    """Words with a capital, kept so far, that run on into a name or from one: the places in "María de los Ángeles"."""
    found: set[int] = set()
    for at, word in enumerate(said):
        after = next((i for i in range(at + 1, len(said)) if said[i].text.lower() not in known.PARTICLES), at)
        into = after in named and _BETWEEN.fullmatch(text[word.end : said[after].start])
        out_of = (named | found) & {at - 1} and not text[said[at - 1].end : word.start].strip()
        known_well = fold(word.bare) in known.ORDINARY
        if at not in named and word.capital and not word.opens and not known_well and (into or out_of):
            found.add(at)
    return found


def _presented(text: str, said: tuple[_Word, ...]) -> set[int]:
    """The words after "my name is" and the like, capital or not."""
    named: set[int] = set()
    for found in _INTRODUCTION.finditer(text):
        named |= set(_run(text, said, found.end(), _MOST_PRESENTED, known.ENDS_A_NAME))
    for found in _SOY.finditer(text):
        named |= set(_run(text, said, found.end(), 1, known.NOT_A_NAME))
    return named


def _run(text: str, said: tuple[_Word, ...], start: int, most: int, until: frozenset[str]) -> Iterable[int]:
    """The words that run on from `start` with nothing but spaces between, up to one of `until`."""
    end = start
    for at, word in enumerate(said):
        if word.start < start:
            continue
        if text[end : word.start].strip(" \"'«»“”") or fold(word.bare) in until or most == 0:
            return
        yield at
        end, most = word.end, most - 1
