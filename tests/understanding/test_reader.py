"""What people type against the question on screen, in three languages, with the real words and no model."""

from __future__ import annotations

from functools import cache

import pytest

from bot.conversation.events import Reading
from bot.conversation.facts import Value
from bot.understanding.ears import Heard
from bot.understanding.opening import open_reader
from bot.understanding.reader import WordsReader
from tests.conversation.people import Person, the_knowledge, the_script


@cache
def reader() -> WordsReader:
    """The real reader."""
    return open_reader(the_script(), the_knowledge())


def read(person: Person, text: str) -> Reading:
    """What the reader makes of a text where the person stands."""
    return reader().read(text, person.standing, person.now)


def asked(fact: str, language: str = "fr") -> Person:
    """Someone who is asked this fact in the eligibility flow."""
    person = Person().begin(language).tap("eligibility")
    for name, value in {
        "project": ("job",),
        "departure": "later",
        "destination": "Rimouski",
        "residence": "rmm",
        "other_programme": "no",
        "job_offer": "none",
        "age_band": "18_34",
        "situation": "temporary",
    }.items():
        if person.question.name == fact:
            return person
        if person.question.name == name:
            person.say(option=value)
    assert person.question.name == fact
    return person


@pytest.mark.parametrize(
    ("language", "fact", "text", "option"),
    [
        ("fr", "project", "un emploi", ("job",)),
        ("fr", "project", "jcherche une job", ("job",)),
        ("fr", "project", "1 et 3", ("job", "training")),
        ("fr", "project", "Trouver un emplio", ("job",)),
        ("en", "project", "find a job", ("job",)),
        ("en", "project", "1, 3", ("job", "training")),
        ("es", "project", "encontrar trabajo", ("job",)),
        ("fr", "destination", "rimousky", "Rimouski"),
        ("fr", "destination", "au saguenay", "saguenay_lac_saint_jean"),
        ("en", "destination", "Quebec City", "Québec"),
        ("es", "destination", "la ciudad de Quebec", "Québec"),
        ("fr", "destination", "toronto", "outside_quebec"),
        ("fr", "residence", "j'habite à laval", "Laval"),
        ("en", "residence", "montreal nord", "Montréal"),
        ("fr", "other_programme", "non non", "no"),
        ("fr", "other_programme", "ouii", "yes"),
        ("es", "other_programme", "claro que sí", "yes"),
        ("fr", "age_band", "27 ans", "18_34"),
        ("en", "age_band", "I am forty two", "36_plus"),
        ("es", "age_band", "tengo 16", "14_17"),
        ("fr", "status", "2", "temporary_worker_open"),
        ("fr", "other_programme", "je sais pas", "unknown"),
        ("en", "status", "i'd rather not say", "declined"),
    ],
)
def test_an_answer_typed_as_people_type(language: str, fact: str, text: str, option: Value) -> None:
    assert read(asked(fact, language), text).option == option


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("fr", "retour", "go_back"),
        ("fr", "pourquoi?", "why"),
        ("fr", "recomencer", "restart"),
        ("en", "go back", "go_back"),
        ("en", "talk to a person", "talk_to_counsellor"),
        ("es", "ayuda", "help"),
        ("es", "volver", "go_back"),
        ("fr", "help", "help"),
    ],
)
def test_commands_are_heard_at_any_question_and_in_any_language(language: str, text: str, command: str) -> None:
    assert read(asked("other_programme", language), text).command == command


def test_a_sentence_that_answers_and_says_more_is_taken_whole() -> None:
    reading = read(asked("project"), "je cherche un emploi et j'habite à Longueuil")
    assert reading.option == ("job",)
    assert ("residence", "Longueuil") in reading.answers


def test_an_answer_to_another_question_is_kept() -> None:
    reading = read(asked("other_programme"), "je suis résident permanent depuis 2019")
    assert ("status", "permanent_resident") in reading.answers
    assert ("arrival_date", "2019-01-01") in reading.answers


def test_a_date_answers_when_one_leaves() -> None:
    assert read(asked("departure"), "le 15 décembre 2026").answers == (("departure_date", "2026-12-15"),)
    assert read(asked("departure", "en"), "next monday").answers == (("departure_date", "2026-11-23"),)


def test_a_sentence_that_denies_what_it_names_is_confirmed_first() -> None:
    reading = read(asked("job_offer"), "je n'ai pas d'entrevue prévue")
    assert reading.option is None


def test_two_places_are_asked_back() -> None:
    reading = read(asked("destination"), "sherbrooke ou granby")
    assert (reading.option, reading.refusal) == (None, "place_ambiguous")


def test_quebec_alone_is_the_city_or_the_province_to_confirm() -> None:
    reading = read(asked("destination"), "Québec")
    assert reading.option is None
    assert reading.guesses == ("Québec",)


def test_distress_comes_before_any_answer_and_in_any_language() -> None:
    assert read(asked("project"), "mi esposo me pega, tengo miedo").distress == "violence"
    assert read(asked("age_band"), "je veux mourir").distress == "danger"


def test_knowing_nobody_there_is_an_answer_where_that_is_what_is_asked() -> None:
    person = Person().begin().tap("readiness", "network")
    label = next(choice.label for choice in person.question.choices if choice.id == "none")
    reading = read(person, label)
    assert (reading.option, reading.distress) == ("none", None)


def test_free_words_are_only_interrupted_by_explicit_commands() -> None:
    person = Person().begin().tap("human").say(text="514 555-0199").tap("any")
    assert person.question.name == "request"
    assert read(person, "je voudrais revenir à Montréal plus tard, est-ce possible ?").command is None
    assert read(person, "retour").command == "go_back"


def test_a_message_surely_in_another_language_is_read_in_it_and_the_conversation_follows() -> None:
    reading = read(asked("project"), "I am looking for a job in the region please")
    assert (reading.language, reading.option) == ("en", ("job",))
    assert read(asked("project"), "mwen pa pale fransè, mwen bezwen èd").language == "other"


@pytest.mark.parametrize("text", ["", "   ", "🙂", "مرحبا كيف حالك", "\u202eabc", "?!", "a" * 10_000, "oui " * 2500])
def test_whatever_is_typed_is_read_without_a_crash(text: str) -> None:
    for fact in ("project", "destination", "other_programme", "age_band", "departure"):
        assert isinstance(read(asked(fact), text), Reading)


def test_a_greeting_says_in_which_language_to_go_on() -> None:
    for text, language in (("hola", "es"), ("hello", "en"), ("bonjour", "fr")):
        assert reader().read(text, Person().standing, Person().now).language == language


class Guessing:
    """A model of intents for tests: it knows one sentence."""

    def hear(self, text: str) -> Heard:
        """The intent of that sentence, unsure of the others; what is oblique is heard too."""
        if "disparaître" in text:
            return Heard(intents=(("express_distress", 0.9), ("goodbye", 0.05)))
        sure = "m'en aller d'ici" in text
        return Heard(intents=(("check_readiness", 0.93), ("greet", 0.02)) if sure else (("check_readiness", 0.21),))


def test_a_model_of_intents_is_asked_for_what_the_words_alone_do_not_say() -> None:
    with_model = open_reader(the_script(), the_knowledge(), model=Guessing())
    person = Person().begin()
    reading = with_model.read("suis-je en mesure de m'en aller d'ici", person.standing, person.now)
    assert reading.intents[0] == ("check_readiness", 0.93)
    assert person.say(intents=reading.intents).question.flow == "readiness"


def test_a_model_that_is_not_sure_opens_nothing_and_distress_never_waits_for_it() -> None:
    with_model = open_reader(the_script(), the_knowledge(), model=Guessing())
    person = Person().begin()
    unsure = with_model.read("quelque chose de tout autre", person.standing, person.now)
    assert "not_understood.says.sorry" in person.say(intents=unsure.intents).keys
    assert with_model.read("je veux mourir", person.standing, person.now).distress == "danger"


def test_a_model_hears_the_distress_that_the_lexicon_does_not() -> None:
    with_model = open_reader(the_script(), the_knowledge(), model=Guessing())
    person = Person().begin()
    reading = with_model.read(
        "personne ne verrait la différence si je pouvais disparaître", person.standing, person.now
    )
    assert reading.distress == "danger"


def test_a_faint_doubt_of_a_model_never_takes_an_answer_away() -> None:
    class Worried:
        """A model that hears a little distress everywhere."""

        def hear(self, _text: str) -> Heard:
            return Heard(intents=(("ask_work", 0.6), ("express_distress", 0.2)))

    with_model = open_reader(the_script(), the_knowledge(), model=Worried())
    person = asked("project")
    reading = with_model.read("je voudrais trouver un emploi là-bas", person.standing, person.now)
    assert (reading.option, reading.distress) == (("job",), None)
    unread = with_model.read("rien de tout ce qui précède", person.standing, person.now)
    assert unread.distress == "unsure"


def test_an_answer_of_three_words_never_waits_for_a_model() -> None:
    class Deaf:
        """A model that must not be asked."""

        def hear(self, _text: str) -> Heard:
            raise AssertionError

    with_model = open_reader(the_script(), the_knowledge(), model=Deaf())
    person = asked("project")
    assert with_model.read("un emploi", person.standing, person.now).option == ("job",)


def test_what_a_model_is_not_sure_of_is_offered_and_none_of_these_is_an_answer() -> None:
    for language in ("fr", "en", "es"):
        person = Person().begin(language)
        person.say(intents=(("check_readiness", 0.45), ("compare_regions", 0.2), ("ask_privacy", 0.1)))
        assert [choice.id for choice in person.question.choices] == ["check_readiness", "ask_privacy", "none"]
        person.say(option="check_readiness")
        assert person.question.flow == "readiness"
    person = Person().begin()
    person.say(intents=(("check_readiness", 0.45), ("ask_privacy", 0.1)))
    person.say(option="none")
    assert person.question.flow == "welcome"


def test_what_is_understood_and_has_no_verified_answer_yet_says_so_and_offers_a_person() -> None:
    person = Person().begin()
    said = person.say(intents=(("compare_regions", 0.9),))
    assert "not_yet.says.no_answer" in said.keys
    person.say(option="human")
    assert person.question.flow == "human"


def test_a_question_is_not_taken_for_an_answer_nearly_spelled() -> None:
    class Hearing:
        """A model that hears a question about housing."""

        def hear(self, _text: str) -> Heard:
            return Heard(intents=(("ask_housing", 0.9), ("ask_work", 0.02)))

    with_model = open_reader(the_script(), the_knowledge(), model=Hearing())
    person = asked("project")
    reading = with_model.read("comment trouver un apart a rimouski?", person.standing, person.now)
    assert reading.guesses == ()
    assert reading.intents[0][0] == "ask_housing"
    assert with_model.read("trouver un emplio", person.standing, person.now).option == ("job",)


def test_a_second_question_without_an_answer_yet_leaves_the_first_behind() -> None:
    person = Person().begin()
    person.say(intents=(("compare_regions", 0.9),))
    again = person.say(intents=(("recommend_region", 0.9),))
    assert "not_yet.says.no_answer" in again.keys
    person.say(intents=(("check_readiness", 0.9),))
    assert [frame.flow for frame in person.state.frames] == ["welcome", "readiness"]
