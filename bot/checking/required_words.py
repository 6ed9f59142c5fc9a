"""Which words the script and the knowledge need: every key that some turn may say, what fills it, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.advice.criteria import Outcome
from bot.advice.programmes import Criterion
from bot.advice.routes import CURRENT_COUNSELLOR, KINDS, OPERATOR, Area, Wanted
from bot.advice.routing import TRUSTED_ADULT
from bot.advice.tables import NEXT, Decision
from bot.checking.asked import REFERENCE, asked_facts
from bot.checking.intents import INTENTS
from bot.checking.material import Material
from bot.checking.said import BY_THE_CONVERSATION, BY_THE_DOORS, BY_THE_POLICIES, FILLED_EVERYWHERE
from bot.checking.said_by_staff import ABOUT_A_REFERRAL, BY_THE_CONSOLE
from bot.checking.said_on_pages import Keys
from bot.checking.wordbook import FRENCH
from bot.conversation.facts import FactType, Scope
from bot.conversation.script import StepKind

ALSO_COMMANDS = ("unknown", "declined", "skip_question")
"""Commands that answer the question on screen, besides those that open a flow."""
NEVER_TYPED = ("goodbye", "express_distress", "out_of_scope")
"""Intents that no command words stand for: leaving is `stop`, distress is heard by its own lexicon, a model alone hears the rest."""
ALSO_REASONS = ("serves_your_status", "intercultural_expertise", "works_in_your_language")


@dataclass(frozen=True, kw_only=True)
class Need:
    """Words that must exist: who needs them, in which file and line, and what fills them."""

    key: str
    whose: str
    path: Path
    line: int | None
    filled_by: frozenset[str] = frozenset()


def needs(material: Material) -> Iterator[Need]:
    """Every key that must exist in French, hence in each language."""
    yield from _of_the_code(material)
    yield from _of_facts(material)
    yield from _of_flows(material)
    yield from _of_programmes(material)
    yield from _of_themes(material)
    yield from _of_routes(material)
    yield from _of_intents(material)


def wished(material: Material) -> Iterator[Need]:
    """Keys that may exist: why a question is asked, an exact change of answer."""
    for fact in material.script.vocabulary:
        yield Need(key=f"facts.{fact}.why", whose=f"'{fact}'", path=material.sources.facts, line=None)


def commands(material: Material) -> tuple[str, ...]:
    """Every command that can be typed."""
    names = (*material.script.opened_by, *ALSO_COMMANDS)
    return tuple(f"commands.{name}" for name in names if name not in NEVER_TYPED)


def typed_for(material: Material, keys: frozenset[str]) -> frozenset[str]:
    """Every key under which there may be words to type: of options, ways, commands, yes and no."""
    of_labels = (key.removesuffix(".label") for key in keys if key.endswith(".label"))
    return frozenset((*of_labels, *commands(material), "common.typed.yes", "common.typed.no"))


# --- the code ---------------------------------------------------------------------------------------------------------


def _of_the_code(material: Material) -> Iterator[Need]:
    everywhere = frozenset((*material.script.vocabulary, *FILLED_EVERYWHERE))
    yield from _named(material, BY_THE_CONVERSATION, "the conversation", everywhere)
    yield from _named(material, BY_THE_POLICIES, "what the policies find", frozenset())
    yield from _named(material, BY_THE_DOORS, "a request that can't be handled", frozenset())
    yield from _named(material, BY_THE_CONSOLE, "the console", frozenset())
    yield from _named(material, ABOUT_A_REFERRAL, "a referral that moves", frozenset())


def _named(material: Material, keys: Keys, whose: str, everywhere: frozenset[str]) -> Iterator[Need]:
    for key, params in keys.items():
        path = material.words.home_of(key, FRENCH)[0]
        filled = frozenset(params) | (frozenset() if _bare(key) else everywhere)
        yield Need(key=key, whose=whose, path=path, line=None, filled_by=filled)


def _bare(key: str) -> bool:
    """Whether the words stand for a value within others: nothing fills them."""
    return key.count(".") == 1 and key.removeprefix("common.") in ("unknown", "declined", "not_said", "yes", "no")


def _of_intents(material: Material) -> Iterator[Need]:
    """How each intent that opens a flow is offered where a message isn't clear."""
    for intent, flow in material.script.opened_by.items():
        if intent in INTENTS:
            whose = f"the flow '{flow}', offered where a message isn't clear"
            yield Need(key=f"intents.{intent}", whose=whose, path=Path(material.script.flows[flow].path), line=None)


# --- facts and flows --------------------------------------------------------------------------------------------------


def _of_facts(material: Material) -> Iterator[Need]:
    path, script = material.sources.facts, material.script
    asked = asked_facts(script, material.knowledge)
    everywhere = frozenset((*script.vocabulary, *FILLED_EVERYWHERE))
    for fact, spec in script.vocabulary.items():
        if fact not in asked and spec.scope is Scope.RUN:
            continue
        whose, line = f"'{fact}'", material.line(path, fact)
        yield Need(key=f"facts.{fact}.ask", whose=whose, path=path, line=line, filled_by=everywhere)
        yield Need(key=f"facts.{fact}.name", whose=whose, path=path, line=line)
        if spec.type is not FactType.YES_NO:
            for value in spec.values:
                whose = f"the option '{value}' of '{fact}'"
                yield Need(key=f"facts.{fact}.options.{value}.label", whose=whose, path=path, line=line)


def _of_flows(material: Material) -> Iterator[Need]:
    everywhere = frozenset((*material.script.vocabulary, *FILLED_EVERYWHERE))
    for flow, step in material.steps():
        path, whose = Path(flow.path), f"the step '{step.id}' of '{flow.id}'"
        offer = f"{flow.id}.offers.{step.id}"
        match step.kind:
            case StepKind.SAY:
                key = f"{flow.id}.says.{step.target}"
                yield Need(key=key, whose=whose, path=path, line=step.line, filled_by=everywhere)
            case StepKind.ASK if step.why and not step.target.startswith(REFERENCE):
                key = f"facts.{step.target}.why"
                yield Need(key=key, whose=whose, path=path, line=step.line, filled_by=everywhere)
            case StepKind.OFFER:
                yield Need(key=f"{offer}.text", whose=whose, path=path, line=step.line, filled_by=everywhere)
                for number, way in enumerate(step.ways):
                    line = material.line(path, "steps", flow.steps.index(step), "ways", number)
                    whose, key = f"the way '{way.id}' of '{flow.id}.{step.id}'", f"{offer}.ways.{way.id}.label"
                    yield Need(key=key, whose=whose, path=path, line=line, filled_by=everywhere)


# --- knowledge --------------------------------------------------------------------------------------------------------


def _of_programmes(material: Material) -> Iterator[Need]:
    path, programmes = material.sources.knowledge / "programmes.yml", material.knowledge.programmes
    for number, programme in enumerate(programmes.programmes):
        line = material.line(path, "programmes", number)
        for part in ("name", "what"):
            yield Need(
                key=f"programmes.{programme.id}.{part}", whose=f"the programme '{programme.id}'", path=path, line=line
            )
    for criterion in programmes.criteria.values():
        line = material.line(path, "criteria", criterion.id)
        outcomes = frozenset(one for variant in criterion.variants for one in outcomes_of(variant.decision))
        for outcome in sorted(outcomes - {"unanswered"}):
            key = f"criteria.{criterion.id}.{outcome}"
            yield Need(key=key, whose=f"the criterion '{criterion.id}'", path=path, line=line)
        for stage in sorted(_stages_that_meet(criterion)):
            key = f"programmes.change.job_offer_{stage}"
            yield Need(key=key, whose=f"the change to '{stage}'", path=path, line=line)


def _stages_that_meet(criterion: Criterion) -> frozenset[str]:
    """The stages of a job offer that meet a criterion, to which an answer may be said to change."""
    tables = (
        table for variant in criterion.variants for table in (variant.decision.table, *variant.decision.then.values())
    )
    cells = (cell for table in tables for cell in table.columns.get("job_offer", {}).items())
    return frozenset(stage for stage, outcome in cells if outcome == Outcome.MET)


def outcomes_of(decision: Decision) -> frozenset[str]:
    """Everything that a decision can give."""
    cells: set[str] = set()
    for table in (decision.table, *decision.then.values()):
        cells |= {table.always} if table.always else set(decision.unsaid.values())
        cells |= {cell for column in table.columns.values() for cell in column.values()}
    return frozenset(cell for cell in cells if not cell.startswith(NEXT))


def _of_themes(material: Material) -> Iterator[Need]:
    path = material.sources.knowledge / "readiness.yml"
    for number, theme in enumerate(material.knowledge.themes.themes):
        line, whose = material.line(path, "themes", number), f"the theme '{theme.id}'"
        for part in ("name", *sorted(outcomes_of(theme.decision) | {"missing"})):
            yield Need(key=f"themes.{theme.id}.{part}", whose=whose, path=path, line=line)
        for colour, actions in theme.actions.items():
            line = material.line(path, "themes", number, "actions", colour)
            for action in actions:
                key = f"themes.actions.{action.id}"
                yield Need(key=key, whose=f"the action '{action.id}'", path=path, line=line)


def _of_routes(material: Material) -> Iterator[Need]:
    path, routes = material.sources.knowledge / "routing.yml", material.knowledge.routes
    for kind in KINDS:
        yield Need(key=f"routing.kinds.{kind}", whose=f"the kind '{kind}'", path=path, line=None)
    for reason in (*ALSO_REASONS, *(f"covers_{area.value}" for area in Area)):
        yield Need(key=f"routing.reasons.{reason}", whose="a proposal", path=path, line=None)
    for step in (TRUSTED_ADULT, f"contact_{OPERATOR}", f"contact_{CURRENT_COUNSELLOR}"):
        yield Need(key=f"routing.next_steps.{step}", whose="the next step", path=path, line=None)
    for number, row in enumerate(routes.rows):
        line = material.line(path, "rows", number)
        yield from _of_wanted(row.propose, path, line)
        if row.next_step:
            key = f"routing.next_steps.{row.next_step}"
            yield Need(key=key, whose=f"the next step of row {row.row}", path=path, line=line)
    yield from _of_wanted(routes.fallback, path, material.line(path, "fallback"))


def _of_wanted(wanted: tuple[Wanted, ...], path: Path, line: int | None) -> Iterator[Need]:
    for one in wanted:
        yield Need(key=f"routing.reasons.{one.reason}", whose=f"the reason '{one.reason}'", path=path, line=line)
        yield Need(key=f"routing.next_steps.contact_{one.kind}", whose=f"the kind '{one.kind}'", path=path, line=line)
