"""The messages a model learns from: too few, nearly written twice, or under two intents are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checking.examples import ALIKE, grams, jaccard, masked, problems
from bot.checking.intents import INTENTS
from bot.conversation.words import LANGUAGES
from bot.loading.examples import NLU, load_examples
from bot.loading.problems import ProblemsError
from bot.understanding.places import Gazetteer
from tests.conversation.people import the_knowledge


def written(folder: Path, language: str, intent: str, *messages: str, dev: bool = False) -> Path:
    """A file of messages."""
    path = folder / "dev" / f"{language}.yml" if dev else folder / language / f"{intent}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"      - {one}\n" for one in messages)
    path.write_text(f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n{lines}', encoding="utf-8")
    return path


def told(folder: Path) -> list[str]:
    """What is wrong, those that lack messages left out."""
    found = problems(load_examples(folder, LANGUAGES), the_knowledge().places)
    return [f"{one.line}: {one.message}" for one in found if "at least" not in one.message]


def test_two_messages_that_differ_by_a_place_and_an_accent_are_nearly_the_same(tmp_path: Path) -> None:
    written(tmp_path, "fr", "ask_housing", "comment trouver un apart a rimouski", "Comment trouver un apart à Gaspé ?")
    assert told(tmp_path) == [
        "6: 'Comment trouver un apart à Gaspé ?' is nearly 'comment trouver un apart a rimouski' (ask_housing.yml, line 5)"
    ]


def test_two_ways_to_ask_the_same_are_two_messages(tmp_path: Path) -> None:
    written(tmp_path, "fr", "ask_housing", "comment trouver un apart a rimouski", "je cherche un logement")
    assert told(tmp_path) == []


def test_what_measures_was_never_learnt_from(tmp_path: Path) -> None:
    written(tmp_path, "es", "greet", "hola que tal")
    written(tmp_path, "es", "greet", "Hola, ¿qué tal?", dev=True)
    assert len(told(tmp_path)) == 1


def test_the_same_words_have_one_intent(tmp_path: Path) -> None:
    written(tmp_path, "en", "greet", "hey there")
    written(tmp_path, "en", "thank", "Hey there!")
    assert told(tmp_path) == ["5: 'Hey there!' is also a message of 'greet' (greet.yml, line 5)"]


def test_an_intent_that_does_not_exist_is_told(tmp_path: Path) -> None:
    written(tmp_path, "en", "ask_weather", "is it cold")
    assert told(tmp_path) == ["5: 'ask_weather' is no intent"]


def test_too_few_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path, "en", "greet", "hey there")
    found = [one for one in problems(load_examples(tmp_path, LANGUAGES), the_knowledge().places) if one.path == path]
    assert found[0].message == "1 training messages of 'greet' in 'en', 60 at least"


def test_a_line_that_is_no_message_is_refused_with_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, "en", "greet", "hey")
    path.write_text(path.read_text(encoding="utf-8") + "      hello without a dash\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"greet\.yml:6: .*hello without a dash"):
        load_examples(tmp_path, LANGUAGES)


def test_places_are_masked_whatever_they_are() -> None:
    places = the_knowledge().places
    gazetteer = Gazetteer.build(places.municipalities, places.regions.values())
    assert masked("vivre à Val-d'Or", gazetteer) == masked("vivre a Sept-Îles", gazetteer)


def test_alikeness_is_that_of_runs_of_four_letters() -> None:
    assert jaccard(grams("bonjour"), grams("bonjour")) == 1.0
    assert jaccard(grams("bonjour"), grams("merci")) == 0.0
    assert ALIKE == 0.8


def test_every_intent_has_its_messages_in_every_language() -> None:
    examples = load_examples(NLU, LANGUAGES)
    assert {(one.language, one.intent) for one in examples if not one.dev} == {
        (language, intent) for language in LANGUAGES for intent in INTENTS
    }
    assert len(examples) > 10_000
