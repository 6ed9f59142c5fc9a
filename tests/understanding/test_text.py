"""Folding: what people type compares equal however it is accented, hyphenated or abbreviated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text import fold, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Sainte-Agathe-des-Monts", "sainte agathe des monts"),
        ("Ste. Agathe", "sainte agathe"),
        ("ST-JÉRÔME", "saint jerome"),
        ("Val-d’Or", "val d or"),
        ("L'Île–Perrot", "l ile perrot"),
        ("Contrecœur", "contrecoeur"),
        ("  Saguenay – Lac   Saint-Jean ", "saguenay lac saint jean"),
        ("¿Dónde está Gaspé?", "donde esta gaspe"),
        ("", ""),
        ("…", ""),
    ],
)
def test_spellings_fold_together(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_each_word_keeps_its_place_in_the_text() -> None:
    text = "À Val-d'Or, oui"
    assert [(word.form, text[word.start : word.end]) for word in words(text)] == [
        ("a", "À"),
        ("val", "Val"),
        ("d", "d"),
        ("or", "Or"),
        ("oui", "oui"),
    ]


def test_a_comma_parts_words_and_an_abbreviation_does_not() -> None:
    assert [word.parted for word in words("St. Jean, Rimouski. Oui")] == [False, False, True, True]


@given(st.text())
def test_folding_never_fails_and_words_lie_in_the_text(text: str) -> None:
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
    assert fold(text) == " ".join(word.form for word in words(text))
