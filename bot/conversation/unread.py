"""Sentences that weren't understood: when it is asked whether they may be kept for the team to learn from, and what never is."""

from __future__ import annotations

from bot.conversation.effects import ForgetUnread, KeepUnread
from bot.conversation.events import Said
from bot.conversation.facts import Known, Sensitivity, Value
from bot.conversation.journal import Frame, FrameOpened, State
from bot.conversation.memory import Memory
from bot.conversation.script import FlowKind, StepKind
from bot.conversation.talk import Talk

FLOW = "keep_unread"
"""The flow that asks."""
MAY_KEEP = "keep_unread"
"""The fact: whether sentences may be kept. It means nothing of people whose sentences never are."""
SENTENCE = "unread_words"
"""The fact that holds the sentence while it is asked."""
LONGEST = 300
"""Characters at most in a sentence that is kept: a longer one tells a life."""
NEVER_DURING = "distress"
DISTRESS = "express_distress"


def heard(talk: Talk, event: Said) -> None:
    """A sentence was not understood: keep it where that is allowed; where nothing is pending, ask once whether it may be.

    Of people whose sentences are never kept the fact means nothing: the flow asks them nothing.
    """
    sentence = event.reading.redacted
    if not sentence or len(event.text) > LONGEST or _distressed(talk, event) or _on_something_sensitive(talk):
        return
    if keeps(talk):
        talk.effects.append(KeepUnread(text=sentence, language=talk.language))
    elif not _was_asked(talk) and _rests(talk):
        talk.open(FLOW, {SENTENCE: sentence})


def keep_sentence(talk: Talk) -> None:
    """Have the sentence kept about which it was asked."""
    sentence = talk.memory.value(SENTENCE)
    if isinstance(sentence, str):
        talk.effects.append(KeepUnread(text=sentence, language=talk.language))


def keeps(talk: Talk) -> bool:
    """Whether sentences of the person may be kept now."""
    return _kept_in(talk, talk.state)


def no_longer_kept(talk: Talk) -> bool:
    """Whether they could be kept before this turn and no longer can: a change of mind, a step back, an age or a status said since."""
    return _kept_in(talk, talk.start) and not keeps(talk)


def joined(talk: Talk, value: Value) -> None:
    """Two conversations become one: a no said in either holds for both."""
    if value == "no" or talk.memory.known(MAY_KEEP) is None:
        talk.set(MAY_KEEP, value)


def forget_brought(talk: Talk, facts: tuple[tuple[str, Known], ...]) -> None:
    """Have what came along from the other conversation erased where it can't be kept here."""
    if dict(facts).get(MAY_KEEP) is not None and not keeps(talk):
        talk.effects.append(ForgetUnread())


def _kept_in(talk: Talk, state: State) -> bool:
    if MAY_KEEP not in state.facts:
        return False
    memory = Memory(script=talk.script, state=state, now=talk.now, findings=talk.policies.finding)
    return memory.value(MAY_KEEP) == "yes"


def _distressed(talk: Talk, event: Said) -> bool:
    """Whether distress was heard in the sentence, be it faintly, or is being talked of."""
    reading = event.reading
    first = reading.intents[0][0] if reading.intents else ""
    return bool(reading.distress) or first == DISTRESS or any(one.flow == NEVER_DURING for one in talk.state.frames)


def _on_something_sensitive(talk: Talk) -> bool:
    return any(_is_sensitive(talk, frame) for frame in talk.state.frames)


def _is_sensitive(talk: Talk, frame: Frame) -> bool:
    """Whether what a frame last asked is a sensitive fact, or whether a page may be handed over."""
    if frame.asked is None:
        return False
    if frame.asked.fact:
        spec = talk.script.vocabulary.get(frame.asked.fact)
        return spec is None or spec.sensitivity is Sensitivity.SENSITIVE
    step = talk.script.flows[frame.flow].step(frame.asked.step)
    return step is None or step.kind is StepKind.HAND_OFF


def _was_asked(talk: Talk) -> bool:
    """Whether it was asked once, be it in a turn undone since."""
    entries = (entry for turn in talk.conversation.turns for entry in turn.entries)
    known = talk.memory.known(MAY_KEEP)
    return known is not None or any(isinstance(one, FrameOpened) and one.flow == FLOW for one in entries)


def _rests(talk: Talk) -> bool:
    """Whether nothing waits but ways to go on: no question is left unanswered, nothing is being mended.

    Nothing rests at someone's first words: they have not seen yet what they may do here.
    """
    return all(_only_offers(talk, frame) for frame in talk.state.frames)


def _only_offers(talk: Talk, frame: Frame) -> bool:
    flow = talk.script.flows[frame.flow]
    return flow.kind is FlowKind.FLOW and frame.asked is not None and not frame.asked.fact
