"""Yes and no as people type them, in three languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.yes_no import YesNoWords, load, yes_no

CONTENT = Path(__file__).parents[2] / "bot" / "content"


@pytest.fixture(scope="module")
def lexicon() -> dict[str, YesNoWords]:
    return load(CONTENT)


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        (
            "fr",
            "oui|Ouais|OUI!|ouiiii|oui merci|ok|d'accord|daccord|Bien sûr|ben oui|mets-en|pas de problème|oui, on a deux enfants|oui mon mari aussi|ouias|bin oui|yes|👍|c'est ça|exactemnt",
        ),
        (
            "en",
            "yes|yep|yeah|Yes please|sure|of course|ok thanks|yes, we have two kids|yes my husband too|yesss|no problem|oui|sí|👍🏽|definitly|that's right|I do",
        ),
        (
            "es",
            "sí|si|Sí claro|claro|claro que sí|dale|vale|por supuesto|sí, tenemos dos hijos|sii|así es|de acuerdo|yes|perfeto|si señor|sí por favor|👌",
        ),
    ],
)
def test_yes_is_understood(language: str, answers: str, lexicon: dict[str, YesNoWords]) -> None:
    wrong = [answer for answer in answers.split("|") if yes_no(answer, language, lexicon) is not True]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        (
            "fr",
            "non|Non merci|nan|pantoute|pas du tout|bien sûr que non|pas encore|non, pas de voiture|nonn|no|jamais|non mon mari travaille|👎|pas d'accord|je pense pas",
        ),
        (
            "en",
            "no|nope|nah|No thanks|not yet|not at all|no, we rent|of course not|nooo|non|👎|i don't think so|never|definitely not|I don't",
        ),
        (
            "es",
            "no|No gracias|nop|para nada|todavía no|claro que no|no, alquilamos|aún no|nunca|ya no|nooo|👎|no todavía|no quiero|creo que no",
        ),
    ],
)
def test_no_is_understood(language: str, answers: str, lexicon: dict[str, YesNoWords]) -> None:
    wrong = [answer for answer in answers.split("|") if yes_no(answer, language, lexicon) is not False]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        (
            "fr",
            "peut-être|je sais pas|oui et non|ça dépend|bonjour|Rimouski|pas sûr|deux enfants||?|nous sommes quatre|aucune idée",
        ),
        ("en", "maybe|I don't know|yes and no|it depends|hello|not sure|two kids|no idea|Saguenay|idk"),
        (
            "es",
            "tal vez|no sé|sí y no|depende|hola|no estoy seguro|dos hijos|si tengo trabajo me mudo|quizás|más o menos|no sé todavía",
        ),
    ],
)
def test_hesitation_and_other_answers_are_neither(language: str, answers: str, lexicon: dict[str, YesNoWords]) -> None:
    wrong = [answer for answer in answers.split("|") if yes_no(answer, language, lexicon) is not None]
    assert wrong == []


def test_a_long_story_is_not_an_answer(lexicon: dict[str, YesNoWords]) -> None:
    assert yes_no("oui " + "nous avons deux enfants et un chien " * 3, "fr", lexicon) is None


def test_without_a_language_only_a_whole_answer_counts(lexicon: dict[str, YesNoWords]) -> None:
    assert yes_no("oui", None, lexicon) is True
    assert yes_no("nope", None, lexicon) is False
    assert yes_no("oui nous venons du Togo", None, lexicon) is None
