"""Which words the script and the knowledge need: every key that some turn may say, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.facts import FactType
from bot.conversation.script import Flow, Script, StepKind

HEART = (
    "common.unknown",
    "common.declined",
    "common.not_said",
    "common.yes",
    "common.no",
    "common.why",
    "common.back",
    "common.keep",
    "common.recap",
    "common.still_true",
    "common.noted",
    "common.old_button",
    "common.outdated",
    "common.trouble",
    "common.consent.ask",
    "common.consent.direct",
    "common.consent.through_operator",
    "common.consent.consent.label",
    "common.consent.refuse.label",
    *(
        f"common.refused.{reason}"
        for reason in (
            "answer_needed",
            "not_an_option",
            "one_answer",
            "yes_or_no",
            "number_needed",
            "words_needed",
            "date_needed",
            "date_in_future",
            "date_in_past",
            "place_unknown",
            "place_ambiguous",
        )
    ),
    *(f"common.unreadable.{reason}" for reason in ("empty", "too_long", "not_text", "bad_button")),
    "why.says.in_general",
    "back.says.nothing",
    "back.says.done",
    "back.says.blocked_referral",
    "back.says.blocked_withdrawal",
    "back.says.blocked_erasure",
    "restart.says.done",
    "stop.says.done",
    "stop.says.already",
    "change.says.done",
    "change.says.no_longer",
    "withdraw.says.done",
    "handoff.says.held",
    "handoff.says.sent",
    "handoff.says.refused",
    "handoff.says.not_sent",
    "erase.says.done",
    "child.says.erased",
    "export.says.intro",
)
COMMANDS = (
    "go_back", "help", "restart", "why", "change", "unknown", "declined", "skip_question", "change_language",
    "talk_to_counsellor", "ask_privacy", "delete_my_data", "export_my_data", "stop", "thank", "greet",
    "check_eligibility", "check_readiness", "find_organization",
)  # fmt: skip


def of_script(script: Script) -> Iterator[tuple[str, str]]:
    """Every key that the flows and the vocabulary need, with where it comes from."""
    for key in HEART:
        yield key, "the conversation itself"
    for fact, spec in script.vocabulary.items():
        where = f"flows/facts.yml: {fact}"
        if spec.values_from is None and fact not in (
            "proposed_fact",
            "proposed_value",
            "withdrawing",
            "theme",
            "distress_kind",
        ):
            yield f"facts.{fact}.name", where
        if _asked(script, fact):
            yield f"facts.{fact}.ask", where
        if spec.type is not FactType.YES_NO and fact not in ("theme", "distress_kind"):
            yield from ((f"facts.{fact}.options.{value}.label", where) for value in spec.values)
    for flow in script.flows.values():
        yield from _of_flow(flow)


def _asked(script: Script, fact: str) -> bool:
    by_step = any(
        step.kind is StepKind.ASK and step.target == fact for flow in script.flows.values() for step in flow.steps
    )
    internal = ("theme", "distress_kind", "proposed_fact", "proposed_value", "withdrawing")
    return by_step or fact not in internal


def _of_flow(flow: Flow) -> Iterator[tuple[str, str]]:
    for step in flow.steps:
        where = f"{flow.path}:{step.line}"
        if step.kind is StepKind.SAY:
            yield f"{flow.id}.says.{step.target}", where
        elif step.kind is StepKind.OFFER:
            yield f"{flow.id}.offers.{step.id}.text", where
            yield from ((f"{flow.id}.offers.{step.id}.ways.{way.id}.label", where) for way in step.ways)
        elif step.kind is StepKind.ASK and step.why and not step.target.startswith("@"):
            yield f"facts.{step.target}.why", where
