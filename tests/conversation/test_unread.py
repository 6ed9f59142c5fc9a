"""Sentences that weren't understood: when it is asked whether they may be kept, which are, and which never."""

from __future__ import annotations

import pytest

from bot.conversation.effects import ForgetUnread, KeepUnread
from bot.conversation.events import Joined
from bot.conversation.facts import Known
from bot.conversation.question import Asks
from bot.conversation.words import LANGUAGES
from tests.conversation.people import MORNING, Person

ODD = {
    "fr": "et pour mon aquarium on fait quoi",
    "en": "and what about my aquarium",
    "es": "y con mi acuario qué hago",
}
SORRY, ASKED = "not_understood.says.sorry", "facts.keep_unread.ask"


def kept(person: Person) -> list[str]:
    return [effect.text for effect in person.sent if isinstance(effect, KeepUnread)]


def forgets(person: Person) -> int:
    return sum(isinstance(effect, ForgetUnread) for effect in person.sent)


def odd(person: Person, text: str = ODD["fr"], **reading: object) -> Person:
    """Types what nobody understands, read without what says who wrote it."""
    return person.say(text, **{"redacted": f"{text}.", **reading})


def allowed() -> Person:
    """Someone who let their sentences be kept."""
    return odd(Person().begin()).tap("yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sentence_not_understood_is_kept_if_they_say_so(language: str) -> None:
    person = odd(Person().begin(language), ODD[language])
    assert person.keys == [SORRY, ASKED]
    assert [reply.language for reply in person.replies] == [language] * 2
    assert kept(person) == []
    person.tap("yes")
    assert person.sent == [KeepUnread(text=f"{ODD[language]}.", language=language)]
    assert person.keys == ["keep_unread.says.kept", "welcome.offers.menu.text"]
    odd(person, "encore autre chose")
    assert kept(person) == [f"{ODD[language]}.", "encore autre chose."]
    assert person.keys == [SORRY, "welcome.offers.menu.text"], "never asked again"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_and_nothing_asked_again_after_a_no(language: str) -> None:
    person = odd(Person().begin(language), ODD[language]).tap("no")
    assert person.keys == ["keep_unread.says.not_kept", "welcome.offers.menu.text"]
    odd(person)
    assert person.keys == [SORRY, "welcome.offers.menu.text"]
    assert person.sent == []


def test_starting_over_does_not_ask_again() -> None:
    person = odd(Person().begin()).tap("no").say(command="restart").tap("start_over")
    assert person.facts["keep_unread"] == "no"


def test_preferring_not_to_say_keeps_nothing() -> None:
    person = odd(Person().begin()).tap("declined")
    assert person.keys[0] == "keep_unread.says.not_kept"
    assert odd(person).sent == []


def test_a_wish_leaves_the_question_behind_for_good() -> None:
    person = odd(Person().begin()).say("mes données", intents=(("ask_privacy", 0.9),)).tap("done")
    assert person.question.name == "menu"
    assert odd(person).keys == [SORRY, "welcome.offers.menu.text"]
    assert person.sent == []


def test_why_is_told_and_the_question_comes_back() -> None:
    assert odd(Person().begin()).tap("why").keys == ["facts.keep_unread.why", ASKED]


def test_in_the_middle_of_a_questionnaire_only_the_pending_question_comes_back() -> None:
    person = odd(Person().begin().tap("eligibility"))
    assert person.keys == [SORRY, "facts.project.ask"]
    person.say(command="stop")
    assert odd(person).keys == [SORRY, ASKED], "it is asked later, where nothing is disturbed"


def test_privacy_opened_in_the_middle_of_a_questionnaire_does_not_make_room_for_it() -> None:
    person = odd(Person().begin().tap("eligibility").say(command="ask_privacy"))
    assert ASKED not in person.keys


def test_while_something_is_being_mended_it_is_not_asked() -> None:
    assert ASKED not in odd(Person().begin().say(command="restart")).keys


def test_at_their_first_words_people_read_what_they_may_do_here() -> None:
    person = odd(Person())
    assert person.keys[-2:] == [SORRY, "welcome.offers.menu.text"]
    assert odd(person).keys == [SORRY, ASKED]


def test_once_allowed_a_sentence_in_the_middle_of_a_questionnaire_is_kept() -> None:
    person = odd(allowed().tap("eligibility"), "mon chat aussi")
    assert kept(person)[-1] == "mon chat aussi."
    assert person.keys == [SORRY, "facts.project.ask"]


def test_nothing_is_kept_on_a_sensitive_question() -> None:
    person = odd(allowed().tap("readiness", "partner"), "c'est compliqué")
    assert person.question.name == "partner"
    assert len(kept(person)) == 1


def test_nothing_is_kept_where_an_answer_to_a_sensitive_question_is_being_confirmed() -> None:
    person = allowed().tap("readiness", "partner").say("presque", guesses=("agrees",))
    assert person.question.name == "confirm"
    assert len(kept(odd(person, "non, pas ça"))) == 1


def test_nothing_is_kept_while_a_page_waits_for_consent() -> None:
    person = allowed().say(command="talk_to_counsellor")
    while person.question.name == "contact":
        person.say("514 555-0199")
    while person.question.asks is not Asks.CONSENT:
        person.tap(person.buttons()[0].payload.split(":")[2])
    assert len(kept(odd(person, "et après"))) == 1


def test_nothing_is_kept_of_distress_nor_while_it_is_talked_of() -> None:
    person = allowed()
    person.say("j'ai peur", distress="danger", redacted="j'ai peur")
    assert person.state.frames[-1].flow == "distress"
    odd(person, "je ne dors plus")
    assert len(kept(person)) == 1


def test_what_faintly_sounds_like_distress_is_not_even_asked_about() -> None:
    assert ASKED not in odd(Person().begin(), intents=(("express_distress", 0.05),)).keys


def test_a_long_message_is_not_kept() -> None:
    assert ASKED not in odd(Person().begin(), "x" * 301).keys
    assert odd(Person().begin(), "x" * 299).keys[-1] == ASKED


def test_nothing_is_kept_that_was_not_redacted() -> None:
    assert ASKED not in Person().begin().say(ODD["fr"]).keys
    person = allowed().say("autre chose")
    assert len(kept(person)) == 1


PROTECTED = (("age_band", "14_17"), ("status", "no_status"), ("status", "asylum_seeker"), ("situation", "claimant"))


@pytest.mark.parametrize(("fact", "value"), PROTECTED)
def test_the_young_and_those_at_risk_are_not_asked(fact: str, value: str) -> None:
    person = Person().begin().say(answers=((fact, value),))
    assert odd(person).keys == [SORRY, "welcome.offers.menu.text"]
    person.say(command="ask_privacy")
    assert "allow_unread" not in [one.payload.split(":")[2] for one in person.buttons()]


def test_who_was_taken_for_someone_at_risk_may_be_asked_once_that_is_put_right() -> None:
    person = odd(Person().begin().say(answers=(("status", "asylum_seeker"),)))
    person.say(answers=(("status", "citizen"),)).tap("change_it")
    assert odd(person).keys[-1] == ASKED


@pytest.mark.parametrize(("fact", "value"), PROTECTED)
def test_what_was_kept_goes_when_it_turns_out_that_it_must_not_be(fact: str, value: str) -> None:
    person = allowed().say(answers=((fact, value),))
    assert forgets(person) == 1
    odd(person, "autre chose")
    assert len(kept(person)) == 1


def test_privacy_allows_later_sentences_then_stops_and_erases() -> None:
    person = odd(Person().begin()).tap("no").say(command="ask_privacy").tap("allow_unread")
    assert person.keys[0] == "privacy.says.unread_allowed"
    assert kept(odd(person, "plus tard")) == ["plus tard."]
    person.say(command="ask_privacy").tap("stop_unread")
    assert person.keys[0] == "privacy.says.unread_stopped"
    assert forgets(person) == 1
    assert kept(odd(person)) == ["plus tard."]


def test_going_back_on_a_yes_erases_what_it_let_be_kept() -> None:
    person = allowed().say(command="go_back")
    assert forgets(person) == 1
    assert person.question.name == "keep_unread"


def joins(person: Person, value: str) -> Person:
    said = (("keep_unread", Known(value=value, said_at=MORNING, turn=3)),)
    person.do(Joined(facts=said))
    return person


def test_a_no_said_in_either_of_two_conversations_holds_for_both() -> None:
    person = joins(allowed(), "no")
    assert (person.facts["keep_unread"], forgets(person)) == ("no", 1)
    person = joins(odd(Person().begin()).tap("no"), "yes")
    assert (person.facts["keep_unread"], forgets(person)) == ("no", 1)


def test_a_yes_comes_along_to_a_conversation_that_was_not_asked() -> None:
    person = joins(Person().begin(), "yes")
    assert (person.facts["keep_unread"], forgets(person)) == ("yes", 0)


def test_what_comes_along_is_erased_where_the_person_turns_out_to_be_at_risk() -> None:
    person = joins(Person().begin().say(answers=(("status", "asylum_seeker"),)), "yes")
    assert forgets(person) == 1
