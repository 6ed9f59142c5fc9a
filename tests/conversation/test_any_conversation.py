"""What must hold for any conversation, whatever is said, in any language."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.events import Began, Chose, Event, Reading, Said, Unreadable
from bot.conversation.facts import FREE_TYPES
from bot.conversation.journal import FactSet, dump, load
from bot.conversation.question import Asks
from bot.conversation.replies import Role, read_payload
from tests.conversation.people import Person, the_script

MANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
FLOWS = sorted(the_script().flows)
FACTS = sorted(the_script().vocabulary)
COMMANDS = [*sorted(the_script().opened_by), "unknown", "declined", "skip_question", "nonsense"]
PLACES = ["Rimouski", "Laval", "Sherbrooke", "lanaudiere", "estrie", "undecided", "outside_quebec", "Nulle-Part"]
VALUES = sorted({value for spec in the_script().vocabulary.values() for value in spec.values})
WORDS = st.one_of(
    st.sampled_from([*VALUES, *PLACES, "unknown", "declined", "2026-12-24", "1999-01-01", "keep_it", "x|y"]),
    st.text(max_size=40),
)

readings = st.builds(
    Reading,
    option=st.one_of(st.none(), WORDS, st.tuples(WORDS, WORDS)),
    guesses=st.one_of(st.just(()), st.tuples(WORDS)),
    answers=st.lists(st.tuples(st.sampled_from(FACTS), WORDS), max_size=2).map(tuple),
    command=st.one_of(st.none(), st.none(), st.sampled_from(COMMANDS)),
    intents=st.one_of(st.just(()), st.tuples(st.tuples(st.sampled_from(COMMANDS), st.floats(0, 1)))),
    distress=st.one_of(st.none(), st.none(), st.none(), st.sampled_from(["danger", "violence", "isolation"])),
    language=st.one_of(st.none(), st.sampled_from(["fr", "en", "es"])),
    wants_language=st.one_of(st.none(), st.none(), st.sampled_from(["fr", "en", "es"])),
    refusal=st.one_of(st.none(), st.sampled_from(["date_needed", "place_unknown"])),
)
events = st.one_of(
    st.builds(Began, language=st.one_of(st.none(), st.sampled_from(["fr", "en", "es"]))),
    st.builds(Said, text=WORDS, reading=readings),
    st.builds(
        Chose,
        flow=st.sampled_from([*FLOWS, "gone"]),
        step=st.sampled_from([*FACTS, "menu", "after", "consent", "confirm", "themes", "gone"]),
        option=WORDS,
        asking=st.integers(0, 30),
    ),
    st.builds(Unreadable, reason=st.sampled_from(["empty", "too_long", "not_text", "bad_button"])),
)
moves = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 30), events, st.just("a_week_passes")), max_size=25)


def play(person: Person, move: int | str | Event) -> None:
    """A number presses that button of those on screen; an event is done as it is."""
    if move == "a_week_passes":
        person.now += timedelta(days=7)
    elif isinstance(move, int):
        if person.buttons():
            option = person.buttons()[move % len(person.buttons())]
            parts = read_payload(option.payload)
            assert parts is not None
            person.do(Chose(flow=parts[0], step=parts[1], option=parts[2], asking=parts[3]))
        else:
            person.say(text="514 555-0199")
    else:
        assert not isinstance(move, str)
        person.do(move)


def check_something_to_do_next(person: Person) -> None:
    """A question is on screen, with a way to answer it, in words and payloads that channels can carry."""
    question = person.question
    last = person.replies[-1]
    assert last.text.strip()
    assert last.options or question.type in FREE_TYPES
    assert question.asks is not Asks.FACT or question.choices or question.allows or question.type is not None
    for reply in person.replies:
        assert reply.text.strip(), reply.key
        assert "{" not in reply.text, reply.text
        for option in reply.options:
            assert len(option.payload.encode()) <= 64
            assert read_payload(option.payload)
            assert option.title.strip()


@MANY
@given(st.sampled_from(["fr", "en", "es"]), moves)
def test_whatever_is_said_the_conversation_goes_on_with_something_to_do_next(
    language: str, done: list[int | str | Event]
) -> None:
    person = Person().begin(language)
    for move in done:
        play(person, move)
        check_something_to_do_next(person)


@MANY
@given(moves, st.integers(0, 30))
def test_undoing_a_turn_then_doing_it_again_gives_the_same_state(done: list[int | str | Event], button: int) -> None:
    person = Person().begin()
    for move in done:
        play(person, move)
    if not person.buttons() or person.question.type in FREE_TYPES:
        return
    answers = [one for one in person.buttons() if one.role is Role.ANSWER]
    chosen = answers[button % len(answers)] if answers else person.buttons()[0]
    option = read_payload(chosen.payload)[2]  # type: ignore[index]
    before, effects = person.facts, len(person.sent)
    person.tap(option)
    after, standing = person.facts, person.question
    opened = person.conversation.turns[-1].number if person.conversation.turns else 0
    if len(person.sent) > effects or opened <= 1:
        return
    turn = person.conversation.turns[-1]
    if not any(isinstance(entry, FactSet) for entry in turn.entries):
        return
    person.say(command="go_back")
    assert person.facts == before
    if option in [read_payload(one.payload)[2] for one in person.buttons()]:  # type: ignore[index]
        person.tap(option)
        assert person.facts == after
        assert (person.question.flow, person.question.name) == (standing.flow, standing.name)


@MANY
@given(moves, st.sampled_from(FACTS), WORDS, st.integers(0, 5))
def test_an_old_button_never_answers_todays_question(
    done: list[int | str | Event], fact: str, option: str, asking: int
) -> None:
    person = Person().begin()
    for move in done:
        play(person, move)
    before, question = person.facts, person.question
    if question.asking == asking or fact == "language":
        return
    person.do(Chose(flow=question.flow, step=question.name, option=option, asking=asking))
    person.do(Chose(flow="eligibility", step=fact, option=option, asking=asking))
    changed = {name for name, value in person.facts.items() if before.get(name) != value}
    assert changed <= {"language"}


@MANY
@given(moves)
def test_the_journal_stored_and_read_again_is_the_same_journal(done: list[int | str | Event]) -> None:
    person = Person().begin()
    for move in done:
        play(person, move)
    assert tuple(load(dump(turn)) for turn in person.conversation.turns) == person.conversation.turns
