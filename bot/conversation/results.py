"""What became of an effect, told to the person: nothing is announced that didn't happen."""

from __future__ import annotations

from bot.conversation.events import (
    EffectResult,
    Erased,
    Exported,
    ReferralPrepared,
    ReferralRefused,
    ReferralSent,
    ReferralWithdrawn,
)
from bot.conversation.journal import Applied
from bot.conversation.operations import REFERRAL
from bot.conversation.script import Step, StepKind
from bot.conversation.talk import Talk
from bot.conversation.walk import DONE, HOME, waiting_step


def told(talk: Talk, result: EffectResult) -> None:
    """Note the result and say it."""
    match result:
        case ReferralPrepared(draft=draft):
            _prepared(talk, draft)
        case ReferralSent(reference=reference, state=state):
            _sent(talk, reference, state)
        case ReferralRefused():
            talk.say("handoff.says.not_sent")
            if step := _hand_off_step(talk):
                talk.mark(step.id, "")
        case ReferralWithdrawn(reference=reference):
            _withdrawn(talk, reference)
        case Erased(reason=reason, language=language):
            _erased(talk, reason, language)
        case Exported(text=text):
            talk.say("export.says.intro")
            talk.say_text("export.text", text)


def _hand_off_step(talk: Talk) -> Step | None:
    step = waiting_step(talk, talk.top) if talk.state.frames else None
    return step if step and step.kind is StepKind.HAND_OFF else None


def _prepared(talk: Talk, draft: int) -> None:
    if step := _hand_off_step(talk):
        page = talk.policies.page(step.target, talk.memory, talk.language)
        talk.mark(step.id, f"draft:{draft}:{page.digest}")
        talk.reopened = True


def _sent(talk: Talk, reference: str, state: str) -> None:
    step = _hand_off_step(talk)
    if step is None:
        return
    page = talk.policies.page(step.target, talk.memory, talk.language)
    talk.mark(step.id, f"{DONE}:{reference}")
    talk.note(Applied(effect=REFERRAL, detail=reference))
    talk.say(f"handoff.says.{state}", {"reference": reference, "organization": page.organization_name})


def _withdrawn(talk: Talk, reference: str) -> None:
    if reference:
        talk.note(Applied(effect="withdrawal", detail=reference))
        talk.say("withdraw.says.done", {"reference": reference})
    else:
        talk.say("handoff.says.refused")


def _erased(talk: Talk, reason: str, language: str) -> None:
    talk.set("language", language)
    talk.note(Applied(effect="erasure", detail=""))
    talk.say("child.says.erased" if reason == "under_14" else "erase.says.done")
    talk.open(HOME)
    for step in ("hello", "what_we_do"):
        talk.mark(step, "done")
