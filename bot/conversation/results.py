"""What became of an effect, told to the person: nothing is announced that didn't happen."""

from __future__ import annotations

from bot.conversation.events import (
    EffectResult,
    Erased,
    Exported,
    PassageOpened,
    ReferralPrepared,
    ReferralRefused,
    ReferralSent,
    ReferralWithdrawn,
    UnreadForgotten,
    UnreadKept,
)
from bot.conversation.journal import Applied, Frame, Marked
from bot.conversation.operations import REFERRAL
from bot.conversation.script import Step, StepKind
from bot.conversation.talk import Talk
from bot.conversation.walk import DONE, DRAFT, HOME, waiting_step

TOO_LATE = ("unknown_reference", "already_ended")
"""Why a referral can't be withdrawn."""


def told(talk: Talk, result: EffectResult) -> None:
    """Note the result and say it."""
    match result:
        case ReferralPrepared(draft=draft):
            _prepared(talk, draft)
        case ReferralSent(reference=reference, state=state):
            _sent(talk, reference, state)
        case ReferralRefused(reason=reason):
            _refused(talk, reason)
        case ReferralWithdrawn(reference=reference):
            _withdrawn(talk, reference)
        case Erased(reason=reason, language=language):
            _erased(talk, reason, language)
        case Exported(text=text):
            talk.say("export.says.intro")
            talk.say_text("export.text", text)
        case PassageOpened():
            _passage_opened(talk, result)
        case UnreadKept() | UnreadForgotten():
            return  # the flow that asked says what there is to say


def _hand_off_step(talk: Talk) -> Step | None:
    step = waiting_step(talk, talk.top) if talk.state.frames else None
    return step if step and step.kind is StepKind.HAND_OFF else None


def _prepared(talk: Talk, draft: int) -> None:
    if step := _hand_off_step(talk):
        page = talk.policies.page(step.target, talk.memory, talk.language)
        talk.mark(step.id, f"{DRAFT}{draft}:{page.digest}")
        talk.reopened = True


def _sent(talk: Talk, reference: str, state: str) -> None:
    """What left is said and can't be undone, wherever the conversation stands by now."""
    talk.note(Applied(effect=REFERRAL, detail=reference))
    drafted = _drafted(talk)
    organization = ""
    if drafted:
        frame, step = drafted
        organization = talk.policies.page(step.target, talk.memory, talk.language).organization_name
        talk.note(Marked(frame=frame.id, step=step.id, inputs=f"{DONE}:{reference}"))
    talk.say(f"handoff.says.{state}", {"reference": reference, "organization": organization})


def _drafted(talk: Talk) -> tuple[Frame, Step] | None:
    """The frame and the step whose draft is being decided."""
    for frame in reversed(talk.state.frames):
        for name, mark in frame.marks.items():
            step = talk.script.flows[frame.flow].step(name)
            if mark.startswith(DRAFT) and step:
                return frame, step
    return None


def _refused(talk: Talk, reason: str) -> None:
    if reason in TOO_LATE:
        talk.say("withdraw.says.too_late")
        return
    talk.say("handoff.says.not_sent")
    if drafted := _drafted(talk):
        talk.note(Marked(frame=drafted[0].id, step=drafted[1].id, inputs=""))


def _withdrawn(talk: Talk, reference: str) -> None:
    if reference:
        talk.note(Applied(effect="withdrawal", detail=reference))
        talk.say("withdraw.says.done", {"reference": reference})
    else:
        talk.say("handoff.says.refused")


def _passage_opened(talk: Talk, passage: PassageOpened) -> None:
    """The code, then where it can be used."""
    ways = [talk.words("elsewhere.says.web", {"address": passage.web})] if passage.web else []
    ways += [talk.words("elsewhere.says.telegram", {"link": passage.telegram})] if passage.telegram else []
    key = "elsewhere.says.code" if ways else "elsewhere.says.nowhere"
    talk.say_text(key, "\n".join((talk.words(key, {"code": passage.code}), *ways)))


def _erased(talk: Talk, reason: str, language: str) -> None:
    talk.set("language", language)
    talk.note(Applied(effect="erasure", detail=""))
    talk.say("child.says.erased" if reason == "under_14" else "erase.says.done")
    talk.open(HOME)
    for step in ("hello", "what_we_do"):
        talk.mark(step, "done")
