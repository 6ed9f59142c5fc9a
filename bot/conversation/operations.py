"""What a `call` step may do besides opening a flow: the heart's own operations, named in the repair flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation import unread
from bot.conversation.effects import Erase, Export, OpenPassage, WithdrawReferral
from bot.conversation.facts import Scope
from bot.conversation.joining import take_brought
from bot.conversation.journal import Applied, Frame, FrameClosed, FrameOpened, StartedOver, Undid
from bot.conversation.labels import name
from bot.conversation.memory import Memory
from bot.conversation.script import FlowKind
from bot.conversation.talk import Talk, last_undoable

KEPT = ("language", unread.MAY_KEEP)
REFERRAL = "referral"


def show_why(talk: Talk) -> None:
    """Say why the question beneath is asked."""
    asked = next((frame.asked for frame in reversed(talk.state.frames[:-1]) if frame.asked), None)
    key = f"facts.{asked.fact}.why" if asked and asked.fact else ""
    talk.say(key if talk.script.words.has(talk.language, key) else "why.says.in_general")


def undo(talk: Talk) -> None:
    """Undo the last turn whole, unless its effect was applied."""
    turn = last_undoable(talk)
    if turn is None:
        talk.say("back.says.nothing")
        return
    applied = next((entry for entry in turn.entries if isinstance(entry, Applied)), None)
    if applied:
        _instead_of_undoing(talk, applied)
        return
    talk.note(Undid(turn=turn.number))
    talk.refold()
    talk.reopened = talk.undone = True
    talk.say("back.says.done")


def _instead_of_undoing(talk: Talk, applied: Applied) -> None:
    """What left or was erased can't be undone: say so, and offer to withdraw what can be withdrawn."""
    talk.say(f"back.says.blocked_{applied.effect}", {"reference": applied.detail})
    if applied.effect == REFERRAL:
        talk.open("withdraw", {"withdrawing": applied.detail})


def withdraw(talk: Talk) -> None:
    """Withdraw the referral that the frames name."""
    reference = talk.memory.value("withdrawing") or talk.memory.open_referral
    if isinstance(reference, str):
        talk.effects.append(WithdrawReferral(reference=reference))


def start_over(talk: Talk) -> None:
    """Forget the answers; the language stays, and what was said of keeping sentences: it is asked once."""
    talk.note(StartedOver(keep=KEPT))
    talk.say("restart.says.done")


def stop(talk: Talk) -> None:
    """Leave every flow for the menu; the answers are kept."""
    talk.say("stop.says.done" if _journeys(talk) else "stop.says.already")
    if len(talk.state.frames) > 1:
        talk.note(FrameClosed(frame=talk.state.frames[1].id))


def _journeys(talk: Talk) -> tuple[Frame, ...]:
    """The frames above the menu that are a journey of their own."""
    return tuple(frame for frame in talk.state.frames[1:] if talk.script.flows[frame.flow].kind is FlowKind.FLOW)


def afresh(talk: Talk) -> None:
    """Open the journey in which the person had stopped from its beginning; its run facts are asked anew."""
    journeys = _journeys(talk)
    if not journeys:
        return
    flow = journeys[0].flow
    talk.note(FrameClosed(frame=journeys[0].id))
    talk.note(FrameOpened(frame=f"{talk.number}.afresh", flow=flow))


def say_changed(talk: Talk) -> None:
    """Say that the answer was changed, and which others no longer apply."""
    before = Memory(script=talk.script, state=talk.start, now=talk.now, findings=talk.policies.finding)
    gone = [
        name(talk.memory, talk.language, fact)
        for fact in before.said_facts()
        if talk.script.vocabulary[fact].scope is Scope.PERSON and talk.memory.known(fact) is None
    ]
    talk.say("change.says.done")
    if gone:
        talk.say("change.says.no_longer", {"facts": tuple(gone)})


def erase(talk: Talk) -> None:
    """Have everything erased."""
    talk.effects.append(Erase(reason="asked", language=talk.language))


def erase_child(talk: Talk) -> None:
    """Have everything erased: the person is under 14."""
    talk.effects.append(Erase(reason="under_14", language=talk.language))


def export(talk: Talk) -> None:
    """Have what is kept gathered."""
    talk.effects.append(Export())


def open_passage(talk: Talk) -> None:
    """Have a code made to go on elsewhere."""
    talk.effects.append(OpenPassage())


OPERATIONS: Mapping[str, Callable[[Talk], None]] = {
    "show_why": show_why,
    "undo": undo,
    "start_over": start_over,
    "stop": stop,
    "afresh": afresh,
    "say_changed": say_changed,
    "erase": erase,
    "erase_child": erase_child,
    "export": export,
    "withdraw": withdraw,
    "open_passage": open_passage,
    "take_brought": take_brought,
    "keep_sentence": unread.keep_sentence,
}
