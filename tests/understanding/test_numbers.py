"""Numbers in digits and in words, and the option that an ordinal names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.numbers import LAST, NumberWords, find_number, find_numbers, load, position

CONTENT = Path(__file__).parents[2] / "bot" / "content"


@pytest.fixture(scope="module")
def lexicons() -> dict[str, NumberWords]:
    return load(CONTENT)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("fr", "3", 3),
        ("fr", "deux", 2),
        ("fr", "trois mois", 3),
        ("fr", "vingt et un", 21),
        ("fr", "vingt-cinq ans", 25),
        ("fr", "soixante et onze", 71),
        ("fr", "soixante-dix-huit", 78),
        ("fr", "quatre-vingt-dix-neuf", 99),
        ("fr", "quatre vingts", 80),
        ("fr", "nonante-deux", 92),
        ("fr", "cent", 100),
        ("fr", "1 250 $ par mois", 1250),
        ("fr", "environ 2500", 2500),
        ("fr", "un", 1),
        ("fr", "quatorz", 14),
        ("en", "twenty", 20),
        ("en", "we are forty-two", 42),
        ("en", "a hundred", 100),
        ("en", "1,250 dollars", 1250),
        ("en", "fiften", 15),
        ("es", "quince", 15),
        ("es", "treinta y cinco", 35),
        ("es", "veintidós", 22),
        ("es", "1.250", 1250),
        ("es", "tengo dos hijos y una casa", 2),
    ],
)
def test_one_number_is_read(language: str, text: str, value: int, lexicons: dict[str, NumberWords]) -> None:
    assert find_number(text, lexicons[language]) == value


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_every_number_up_to_a_hundred_in_digits(language: str, lexicons: dict[str, NumberWords]) -> None:
    assert all(find_number(str(number), lexicons[language]) == number for number in range(101))


def test_several_numbers_are_found_in_order_as_they_were_written(lexicons: dict[str, NumberWords]) -> None:
    found = find_numbers("Nous sommes quatre, dont deux enfants de 6 et onze ans", lexicons["fr"])
    assert [(number.value, number.text) for number in found] == [(4, "quatre"), (2, "deux"), (6, "6"), (11, "onze")]
    assert find_number("entre 2 et 3", lexicons["fr"]) is None


def test_an_article_is_not_surely_a_number(lexicons: dict[str, NumberWords]) -> None:
    (found,) = find_numbers("je cherche une maison", lexicons["fr"])
    assert not found.sure


def test_a_decimal_is_read_once_and_unsure(lexicons: dict[str, NumberWords]) -> None:
    (found,) = find_numbers("3,5 pièces", lexicons["fr"])
    assert (found.value, found.sure) == (3, False)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("fr", "le premier", 1),
        ("fr", "La 2e", 2),
        ("fr", "2ème option svp", 2),
        ("fr", "je prends la troisieme", 3),
        ("fr", "numéro 3", 3),
        ("fr", "le deuxieme", 2),
        ("fr", "la dernière", LAST),
        ("fr", "je connais le premier ministre", None),
        ("fr", "le premier et le deuxième", None),
        ("fr", "bonjour", None),
        ("en", "the second", 2),
        ("en", "2nd one please", 2),
        ("en", "option two", 2),
        ("en", "third", 3),
        ("en", "the last one", LAST),
        ("en", "first I have a question", None),
        ("es", "la primera", 1),
        ("es", "el 2do", 2),
        ("es", "quiero la tercera opción", 3),
        ("es", "la última", LAST),
        ("es", "dos", 2),
        ("es", "primero tengo una pregunta", None),
    ],
)
def test_an_ordinal_chooses_an_option(
    language: str, text: str, place: int | None, lexicons: dict[str, NumberWords]
) -> None:
    assert position(text, lexicons[language]) == place
