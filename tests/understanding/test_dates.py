"""Dates as people write them in three languages, read from Saturday 21 November 2026."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.calendars import Calendars
from bot.understanding.dates import Precision, find_dates

CONTENT = Path(__file__).parents[2] / "bot" / "content"
TODAY = date(2026, 11, 21)
CALENDARS = Calendars.load(CONTENT)


def said(text: str, language: str | None, prefer: str = "future") -> list[str]:
    found = find_dates(text, TODAY, CALENDARS, language, prefer="past" if prefer == "past" else "future")
    return [f"{each.value} {each.precision.value}{'' if each.sure else ' ?'}" for each in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "2027-03-03", "2027-03-03 day"),
        ("fr", "le 3 mars 2027", "2027-03-03 day"),
        ("fr", "3 mars", "2027-03-03 day"),
        ("fr", "Le 1er juillet", "2027-07-01 day"),
        ("fr", "premier juillet prochain", "2027-07-01 day"),
        ("fr", "vingt et un décembre", "2026-12-21 day"),
        ("fr", "25 dec", "2026-12-25 day"),
        ("fr", "03/12/2026", "2026-12-03 day"),
        ("fr", "03.12.26", "2026-12-03 day"),
        ("fr", "3/12", "2026-12-03 day ?"),
        ("fr", "31/12/2026", "2026-12-31 day"),
        ("fr", "lundi prochain", "2026-11-23 day"),
        ("fr", "lundi 30 novembre", "2026-11-30 day"),
        ("fr", "mardi le 30 novembre", "2026-11-30 day ?"),
        ("en", "Monday, November 30", "2026-11-30 day"),
        ("fr", "vendredi", "2026-11-27 day"),
        ("fr", "on part samedi", "2026-11-28 day"),
        ("fr", "aujourd'hui", "2026-11-21 day"),
        ("fr", "apres demain", "2026-11-23 day"),
        ("fr", "dans deux semaines", "2026-12-05 day"),
        ("fr", "d'ici 3 mois", "2027-02-21 day"),
        ("fr", "dans quelques jours", "2026-11-24 day ?"),
        ("fr", "dans un mois", "2026-12-21 day"),
        ("fr", "dans trois mois environ", "2027-02-21 day"),
        ("fr", "il y a deux ans", "2024-11-21 year ?"),
        ("fr", "depuis 2022", "2022-01-01 year ?"),
        ("fr", "j'ai arrivé en 2019", "2019-01-01 year ?"),
        ("fr", "2022", "2022-01-01 year ?"),
        ("fr", "en mars", "2027-03-01 month ?"),
        ("fr", "mars 2027", "2027-03-01 month"),
        ("fr", "début juin", "2027-06-01 month ?"),
        ("fr", "à la mi-mars", "2027-03-15 month ?"),
        ("fr", "fin février 2027", "2027-02-28 month ?"),
        ("fr", "à la fin du mois", "2026-11-30 month ?"),
        ("fr", "le mois prochain", "2026-12-01 month ?"),
        ("fr", "la semaine prochaine", "2026-11-23 day ?"),
        ("fr", "l'année prochaine", "2027-01-01 year ?"),
        ("fr", "l'été prochain", "2027-06-01 month ?"),
        ("fr", "15 janvie", "2027-01-15 day ?"),
        ("fr", "le 4 semptembre", "2027-09-04 day ?"),
        ("fr", "jeudii prochain", "2026-11-26 day ?"),
        ("fr", "29 février", "2028-02-29 day"),
        ("fr", "31 février", "2027-02-01 month ?"),
        ("en", "March 3", "2027-03-03 day"),
        ("en", "March 3rd, 2027", "2027-03-03 day"),
        ("en", "3rd of March", "2027-03-03 day"),
        ("en", "March 1st 2027", "2027-03-01 day"),
        ("en", "21st of March", "2027-03-21 day"),
        ("en", "the first of July", "2027-07-01 day"),
        ("en", "May 5", "2027-05-05 day"),
        ("en", "in May", "2027-05-01 month ?"),
        ("en", "03/12/2026", "2026-03-12 day ?"),
        ("en", "12/25/2026", "2026-12-25 day"),
        ("en", "25/12/2026", "2026-12-25 day"),
        ("en", "next monday", "2026-11-23 day"),
        ("en", "this friday", "2026-11-27 day"),
        ("en", "tomorow", "2026-11-22 day"),
        ("en", "the day after tomorrow", "2026-11-23 day"),
        ("en", "in 3 weeks", "2026-12-12 day"),
        ("en", "within a month", "2026-12-21 day"),
        ("en", "two weeks from now", "2026-12-05 day"),
        ("en", "in a couple of months", "2027-01-21 day ?"),
        ("en", "two years ago", "2024-11-21 year ?"),
        ("en", "since 2021", "2021-01-01 year ?"),
        ("en", "next month", "2026-12-01 month ?"),
        ("en", "end of June", "2027-06-30 month ?"),
        ("en", "mid-March", "2027-03-15 month ?"),
        ("en", "next summer", "2027-06-01 month ?"),
        ("en", "Febuary 2", "2027-02-02 day"),
        ("en", "4 septmber 2027", "2027-09-04 day ?"),
        ("es", "el 3 de marzo", "2027-03-03 day"),
        ("es", "3 de marzo de 2027", "2027-03-03 day"),
        ("es", "primero de julio", "2027-07-01 day"),
        ("es", "el quince de enero", "2027-01-15 day"),
        ("es", "03/12/2026", "2026-12-03 day"),
        ("es", "el lunes", "2026-11-23 day"),
        ("es", "este viernes", "2026-11-27 day"),
        ("es", "el lunes que viene", "2026-11-23 day"),
        ("es", "mañana", "2026-11-22 day"),
        ("es", "pasado mañana", "2026-11-23 day"),
        ("es", "en un mes", "2026-12-21 day"),
        ("es", "dentro de dos semanas", "2026-12-05 day"),
        ("es", "hace dos años", "2024-11-21 year ?"),
        ("es", "desde 2020", "2020-01-01 year ?"),
        ("es", "en marzo", "2027-03-01 month ?"),
        ("es", "a finales de marzo", "2027-03-31 month ?"),
        ("es", "el próximo mes", "2026-12-01 month ?"),
        ("es", "el año que viene", "2027-01-01 year ?"),
        ("es", "4 de setiembre", "2027-09-04 day"),
        ("es", "el 4 de setienbre", "2027-09-04 day ?"),
        (None, "in 3 weeks", "2026-12-12 day"),
        (None, "03/12/2026", "2026-12-03 day ?"),
        ("es", "le 3 mars", "2027-03-03 day"),
    ],
)
def test_a_date_is_read(language: str | None, text: str, expected: str) -> None:
    assert said(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "3 mars", "2026-03-03 day"),
        ("fr", "arrivé en mars", "2026-03-01 month ?"),
        ("fr", "en décembre", "2025-12-01 month ?"),
        ("fr", "lundi", "2026-11-16 day"),
        ("en", "last monday", "2026-11-16 day"),
        ("en", "December 3", "2025-12-03 day"),
        ("es", "el viernes pasado", "2026-11-20 day"),
        ("es", "el mes pasado", "2026-10-01 month ?"),
    ],
)
def test_the_past_is_preferred_when_asked(language: str, text: str, expected: str) -> None:
    assert said(text, language, "past") == [expected]


def test_today_named_by_its_day_and_month_is_today() -> None:
    assert said("21 novembre", "fr") == ["2026-11-21 day"]
    assert said("21 novembre", "fr", "past") == ["2026-11-21 day"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "mais je marche au marché"),
        ("fr", "j'ai 2 enfants et 3 chambres"),
        ("fr", "2500 $ par mois"),
        ("fr", "2000 habitants"),
        ("fr", "j'aime l'été et la mer"),
        ("fr", "514-555-0123"),
        ("fr", "un appartement de 4 1/2"),
        ("en", "may I ask a question"),
        ("en", "march with us"),
        ("en", "open 24/7"),
        ("en", "I work 40 hours a week"),
        ("es", "por la mañana"),
        ("es", "trabajo a tiempo entero"),
        ("es", "juntos en partes"),
        ("fr", ""),
        (None, "😀 ؟"),
    ],
)
def test_what_is_not_a_date_is_left_alone(language: str | None, text: str) -> None:
    assert said(text, language) == []


def test_several_dates_are_found_in_order_as_they_were_written() -> None:
    found = find_dates("Arrivée le 3 mars 2023, départ dans deux semaines, bail au 1er juillet", TODAY, CALENDARS, "fr")
    assert [each.text for each in found] == ["3 mars 2023", "dans deux semaines", "1er juillet"]
    assert [each.precision for each in found] == [Precision.DAY] * 3


@settings(max_examples=150, deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_iso_date_is_read_back(day: date) -> None:
    assert said(f"le {day.isoformat()}.", "fr") == [f"{day} day"]


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            [
                "3",
                "31",
                "mars",
                "march",
                "lundi",
                "next",
                "dans",
                "in",
                "hace",
                "de",
                "of",
                "the",
                "fin",
                "2027",
                "12/13",
                "années",
                "mois",
                "un",
                ".",
                "-",
            ]
        ),
        max_size=12,
    ).map(" ".join),
    language=st.sampled_from(["fr", "en", "es", None]),
)
def test_any_mix_of_words_is_read_without_failing(text: str, language: str | None) -> None:
    for each in find_dates(text, TODAY, CALENDARS, language):
        assert text[each.start : each.end] == each.text


def test_a_very_long_message_stays_fast() -> None:
    text = ("dans deux le 3 de mars fin " * 1000)[:10_000]
    began = time.process_time()
    find_dates(text, TODAY, CALENDARS, "fr")
    assert time.process_time() - began < 2
