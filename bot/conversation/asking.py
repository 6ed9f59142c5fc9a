"""Questions: building the one that waits from the state, and putting it on screen with its buttons."""

from __future__ import annotations

from bot.conversation.facts import NO_ANSWER, FactSpec, FactType, Sensitivity, Value
from bot.conversation.journal import Asked, Frame, Marked
from bot.conversation.labels import label
from bot.conversation.progress import progress
from bot.conversation.question import Asks, Choice, Question
from bot.conversation.replies import Option, Role, payload
from bot.conversation.script import Step, StepKind
from bot.conversation.talk import Talk, last_undoable, undoable

KEEP = "keep_it"
CONSENT_CHOICES = ("consent", "refuse")
TOLD = "passes_outside"
"""The passage marked once it was said that messages leave Québec."""
ELSEWHERE = ("privacy", "rights", "elsewhere")
"""The way that goes on elsewhere, which can be gone from anywhere."""


def waiting_question(talk: Talk) -> Question | None:
    """The question that the frame on top last asked, as it stands now; None where it asked nothing."""
    if not talk.state.frames or talk.top.asked is None:
        return None
    frame, asked = talk.top, talk.top.asked
    step = talk.script.flows[frame.flow].step(asked.step)
    if step is None or (asked.fact and asked.fact not in talk.script.vocabulary):
        return None
    return build(talk, frame, step, asked.fact, frame.asking)


def build(talk: Talk, frame: Frame, step: Step, fact: str, asking: int) -> Question:
    """The question of a step: a fact (`fact` is its id), an offer or a consent."""
    if fact:
        return _about_fact(talk, frame, fact, asking)
    if step.kind is StepKind.HAND_OFF:
        choices = tuple(_choice(talk, f"common.consent.{one}", one) for one in CONSENT_CHOICES)
        return Question(
            asks=Asks.CONSENT, frame=frame.id, flow=frame.flow, name=step.id, asking=asking, choices=choices
        )
    key = f"{frame.flow}.offers.{step.id}.ways"
    ways = tuple(_choice(talk, f"{key}.{way.id}", way.id) for way in step.ways if talk.memory.holds(way.when))
    return Question(asks=Asks.WAY, frame=frame.id, flow=frame.flow, name=step.id, asking=asking, choices=ways)


def _choice(talk: Talk, key: str, choice: str) -> Choice:
    return Choice(id=choice, label=talk.words(f"{key}.label"), typed=talk.script.words.synonyms(talk.language, key))


def _about_fact(talk: Talk, frame: Frame, fact: str, asking: int) -> Question:
    spec = talk.script.vocabulary[fact]
    known = talk.memory.known(fact)
    keep = None
    if known and known.said and known.stale(spec, talk.now):
        keep = known.value
    return Question(
        asks=Asks.FACT,
        frame=frame.id,
        flow=frame.flow,
        name=fact,
        asking=asking,
        choices=(*_kept(talk, spec, keep), *_answers(talk, fact, spec)),
        type=spec.type,
        allows=spec.allows,
        why=talk.script.words.has(talk.language, f"facts.{fact}.why"),
        keep=keep,
    )


def _kept(talk: Talk, spec: FactSpec, keep: Value | None) -> tuple[Choice, ...]:
    """What was said long ago is first among the answers; a mere yes means it, unless yes is an answer of its own."""
    if keep is None:
        return ()
    yes = () if spec.type is FactType.YES_NO else talk.script.words.synonyms(talk.language, "common.typed.yes")
    return (Choice(id=KEEP, label=talk.words("common.keep"), typed=yes),)


def _answers(talk: Talk, fact: str, spec: FactSpec) -> tuple[Choice, ...]:
    if spec.values_from:
        offered = talk.policies.offered(spec.values_from, talk.memory, talk.language)
        typed = {value: f"facts.{fact}.options.{value}" for value, _ in offered}
        return tuple(
            Choice(id=value, label=text, typed=talk.script.words.synonyms(talk.language, typed[value]))
            for value, text in offered
        )
    values = ("yes", "no") if spec.type is FactType.YES_NO else talk.memory.shown_values(fact)
    return tuple(_answer(talk, fact, value) for value in values)


def _answer(talk: Talk, fact: str, value: str) -> Choice:
    words, key = talk.script.words, f"facts.{fact}.options.{value}"
    if not words.has(talk.language, f"{key}.label"):
        key = f"common.{value}"
        return Choice(id=value, label=talk.words(key), typed=words.synonyms(talk.language, f"common.typed.{value}"))
    return Choice(id=value, label=talk.words(f"{key}.label"), typed=words.synonyms(talk.language, key))


def ask(talk: Talk, step: Step, fact: str = "") -> None:
    """Put a question on screen; it keeps its asking while it waits, and has a new one when it opens anew."""
    frame = talk.top
    if fact:
        _say_what_passes_outside(talk, talk.script.vocabulary[fact])
    waits = frame.asked is not None and (frame.asked.step, frame.asked.fact) == (step.id, fact)
    if not waits or talk.reopened or _was_answered(frame, fact, talk):
        talk.note(Asked(frame=frame.id, step=step.id, fact=fact))
    show(talk, build(talk, talk.top, step, fact, talk.top.asking))


def _say_what_passes_outside(talk: Talk, spec: FactSpec) -> None:
    """Before the first sensitive question on a channel whose messages leave Québec: say so, and offer the web."""
    first = talk.state.frames[0]
    if spec.sensitivity is not Sensitivity.SENSITIVE or not talk.conversation.passes_outside or TOLD in first.marks:
        return
    talk.note(Marked(frame=first.id, step=TOLD, inputs="said"))
    web = payload(*ELSEWHERE, talk.number)
    option = Option(title=talk.words("privacy.offers.rights.ways.elsewhere.label"), payload=web, role=Role.ASIDE)
    talk.say("common.passes_outside", options=(option,))


def _was_answered(frame: Frame, fact: str, talk: Talk) -> bool:
    known = talk.memory.known(fact) if fact else None
    return known is not None and known.turn >= frame.asking


def show(talk: Talk, question: Question) -> None:
    """Say the question, its answers as buttons, then what can be done beside it."""
    key = {
        Asks.FACT: f"facts.{question.name}.ask",
        Asks.WAY: f"{question.flow}.offers.{question.name}.text",
        Asks.CONSENT: "common.consent.ask",
    }[question.asks]
    text = talk.words(key)
    if question.keep:
        shown = label(talk.memory, talk.policies, talk.language, question.name, question.keep)
        text = talk.words("common.still_true", {"value": shown}) + "\n\n" + text
    far = progress(talk, talk.top, question.name) if question.asks is Asks.FACT else None
    talk.say_text(key, text, _buttons(talk, question), far)


def _buttons(talk: Talk, question: Question) -> tuple[Option, ...]:
    def button(title: str, option: str, role: Role) -> Option:
        return Option(title=title, payload=payload(question.flow, question.name, option, question.asking), role=role)

    answers = [button(choice.label, choice.id, Role.ANSWER) for choice in question.choices]
    asides = [state for state in NO_ANSWER if state in question.allows]
    asides += ["why"] if question.why else []
    asides += ["back"] if can_go_back(talk) else []
    return (*answers, *(button(talk.words(f"common.{aside}"), aside, Role.ASIDE) for aside in asides))


def can_go_back(talk: Talk) -> bool:
    """Whether something was said before that can be undone from here."""
    return last_undoable(talk) is not None or (bool(talk.conversation.turns) and undoable(talk.turn()))
