"""What says who wrote a sentence gives way to marks; what a sentence teaches stays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.loading.knowledge import load_knowledge
from bot.understanding.places import Gazetteer
from bot.understanding.redaction import MARKS, NAME, NUMBER, redact
from bot.understanding.text import fold


@cache
def gazetteer() -> Gazetteer:
    known = load_knowledge().places
    return Gazetteer.build(known.municipalities, known.regions.values())


def places(text: str) -> Iterator[tuple[int, int]]:
    return ((one.start, one.end) for one in gazetteer().find(text) if one.sure and fold(one.text) in gazetteer().exact)


CASES = {  # each sentence, and what is kept of it
    # French
    "écrivez-moi à ana.lopez+1@gmail.com svp": "écrivez-moi à [email] svp",
    "c’est ana @ courriel.ca merci": "c’est [email] merci",
    "marie arobase gmail point com pour me joindre": "[email] pour me joindre",
    "jean point tremblay arobase courriel point com svp": "[email] svp",
    "ou t.me/ana pour le chat": "ou [link] pour le chat",
    "voir https://exemple.org/a?b=c et www.x.ca/yo ou exemple.com": "voir [link] et [link] ou [link]",
    "je suis @ana_l sur insta, ou ana_lopez": "je suis [handle] sur insta, ou [handle]",
    "mon tel 514 555-0199 merci": "mon tel [number] merci",
    "appelez le (514) 555-0199, ou +1 418.555.0100.": "appelez le [number], ou [number].",
    "mon dossier A12345678 est où": "mon dossier [number] est où",
    "cinq un quatre cinq cinq cinq et voilà": "[number] et voilà",
    "j’habite au H2X 1Y4 ici": "j’habite au [postal code] ici",
    "j’habite au h2x1y4 ici": "j’habite au [postal code] ici",
    "je m’appelle marie tremblay et je cherche un aquarium": "je m’appelle [name] et je cherche un aquarium",
    "Bonjour, je mappelle fatou, un aquarium svp": "Bonjour, je mappelle [name], un aquarium svp",
    "mon nom est jean de la tour, et mon chat": "mon nom est [name], et mon chat",
    "Nom : diallo. Où est mon aquarium": "Nom : [name]. Où est mon aquarium",
    "Bonjour Marie, comment va le chat": "Bonjour [name], comment va le chat",
    "le chat d’Ana est malade": "le chat d’[name] est malade",
    "Je connais Fatou à Rimouski et au Saguenay": "Je connais [name] à Rimouski et au Saguenay",
    "est-ce que le Québec et la Gaspésie ont des chats ?": "est-ce que le Québec et la Gaspésie ont des chats ?",
    "où garder mon aquarium à Trois-Rivières ?": "où garder mon aquarium à Trois-Rivières ?",
    "c’est écrit par محمد علي hier": "c’est écrit par [name] hier",
    # English
    "my name is josé de la cruz, can I bring my cat": "my name is [name], can I bring my cat",
    "I'm at the Montréal office on Monday with Jean-Pierre": "I'm at the Montréal office on Monday with [name]",
    "Can I bring my cat? Thanks. Marie": "Can I bring my cat? Thanks. [name]",
    "Ana López writes about fish": "[name] writes about fish",
    "i am called bob and i have fish": "i am called [name] and i have fish",
    "ask dr. smith about my fish": "ask dr. [name] about my fish",
    "my SIN and my CV, which one": "my SIN and my CV, which one",
    # Spanish
    "me llamo ana garcía y busco un acuario": "me llamo [name] y busco un acuario",
    "mi nombre es luis, y mi acuario": "mi nombre es [name], y mi acuario",
    "soy ana y busco un acuario": "soy [name] y busco un acuario",
    "soy enfermera y busco un acuario": "soy enfermera y busco un acuario",
    "¿puedo llevar a María de los Ángeles a Rimouski?": "¿puedo llevar a [name] a Rimouski?",
    "mi correo es luis arroba correo punto com": "mi correo es [email]",
    "pregunte a Marie Laval por el gato": "pregunte a [name] por el gato",
    # what only names somebody teaches nothing
    "Soy Ana": "",
    "514 555-0199": "",
    "  ": "",
    # what can't be seen, or only looks like something else
    "mon no ５１４\u200b５５５０１９９ ici": "mon no [number] ici",
    "ana\u200b@courriel.ca ici": "[email] ici",
}


@pytest.mark.parametrize("text", CASES)
def test_what_says_who_wrote_goes_and_the_rest_stays(text: str) -> None:
    assert redact(text, places) == CASES[text]


ALPHABET = st.characters(codec="utf-8") | st.sampled_from("@.,:/_-' ’\n0123456789ABCabc")
TEXTS = st.text(ALPHABET, max_size=120)
TABLE = st.sampled_from(sorted(CASES))


def rest(text: str) -> str:
    for mark in MARKS:
        text = text.replace(mark, " ")
    return text


@given(TEXTS | TABLE)
def test_whatever_is_typed_no_digit_no_address_and_no_link_is_left(text: str) -> None:
    left = rest(redact(text, places))
    assert not any(one.isdigit() for one in left)
    assert "@" not in left
    assert "://" not in left
    assert "_" not in left


@given(TEXTS | TABLE)
def test_what_was_redacted_once_has_nothing_more_to_redact(text: str) -> None:
    once = redact(text, places)
    assert redact(once, places) == once


LOCAL = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-+", min_size=3, max_size=20).map(lambda one: f"q{one}q")
FRAMES = st.sampled_from(("écrivez à {} pour le chat", "write to {} about the cat", "escriba a {} por el gato"))


@given(FRAMES, LOCAL, st.sampled_from(("gmail.com", "courriel.qc.ca", "x.org")))
def test_no_part_of_an_address_is_left(frame: str, local: str, domain: str) -> None:
    left = redact(frame.format(f"{local}@{domain}"), places)
    assert left == frame.format("[email]")


@given(
    FRAMES,
    st.integers(2_000_000_000, 9_899_999_999),
    st.sampled_from(("{}{}{}", "{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "{} {} {}")),
)
def test_a_phone_number_goes_however_it_is_written(frame: str, number: int, shape: str) -> None:
    digits = str(number)
    left = redact(frame.format(shape.format(digits[:3], digits[3:6], digits[6:])), places)
    assert left == frame.format(NUMBER)


NAMES = st.from_regex(r"[A-ZÀ-Ö][a-zà-ö]{2,8}zz(?:[-' ][A-Z][a-z]{1,8}zz)?", fullmatch=True)
WITH_NAMES = ("le chat de {} dort", "the cat and {} sleep", "el gato con {} duerme")


@given(st.sampled_from(WITH_NAMES), NAMES)
def test_a_name_with_its_capital_goes(frame: str, name: str) -> None:
    assert redact(frame.format(name), places) == frame.format(NAME)


PRESENTED = ("je m’appelle {}, un chat", "my name is {}, a cat", "me llamo {}, un gato", "soy {}, un gato")


@given(st.sampled_from(PRESENTED), NAMES.map(str.lower).filter(lambda one: " " not in one))
def test_a_name_that_is_presented_goes_without_its_capital(frame: str, name: str) -> None:
    assert redact(frame.format(name), places) == frame.format(NAME)
