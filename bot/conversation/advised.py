"""The policies as the conversation uses them: facts become a profile, results become passages, one turn at a time.

It lives for one turn: what it worked out for a state of the facts is kept until the facts change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from bot.advice.criteria import Outcome
from bot.advice.eligibility import Screening, screen
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile, read_profile
from bot.advice.questions import next_fields
from bot.advice.readiness import Assessment, assess, theme_fields
from bot.advice.routing import Proposal, Routing, route
from bot.conversation.facts import FactType, Scope, Value
from bot.conversation.labels import JOIN, label, name, pair
from bot.conversation.memory import Memory
from bot.conversation.policies import HEARD_INTENTS, NONE_OF_THEM, OPERATOR, Page, Passage
from bot.conversation.profile import OF_THE_PARTNER, PARTNER, fact_of, partner_record, record
from bot.conversation.telling import answers, programmes, readiness, routing, summary
from bot.conversation.telling.teller import Teller
from bot.conversation.words import Words

CURRENT_COUNSELLOR = "current_counsellor"
REGISTER = "adviser"
"""A kind of organisation that lists advisers and receives no page."""
ROUTING_FACTS = ("project", "residence", "home_town", "situation", "status")
EMPLOYMENT_STATUS = "sae_status"


@dataclass(kw_only=True)
class Advised:
    """The policies over `knowledge`, telling in `words`, on the day `today`."""

    knowledge: Knowledge
    words: Words
    today: date
    _profiles: dict[tuple[bool, tuple[tuple[str, object], ...]], Profile] = field(default_factory=dict)
    _screenings: dict[int, Screening] = field(default_factory=dict)

    # --- what is known of the person, as the policies read it ---------------------------------------------------------

    def profile(self, memory: Memory, *, partner: bool = False) -> Profile:
        """The person's profile, or their partner's."""
        regions = self.knowledge.places.regions
        said = (partner_record if partner else record)(memory, self.today, regions)
        key = (partner, tuple((field, str(value)) for field, value in said.items()))
        if key not in self._profiles:
            self._profiles[key] = read_profile(said, self.knowledge, today=self.today)
        return self._profiles[key]

    def screening(self, memory: Memory, *, partner: bool = False) -> Screening:
        """The person's screening, or their partner's."""
        profile = self.profile(memory, partner=partner)
        if id(profile) not in self._screenings:
            self._screenings[id(profile)] = screen(self.knowledge, profile)
        return self._screenings[id(profile)]

    def assessment(self, memory: Memory) -> Assessment:
        """How ready the departure is."""
        return assess(self.knowledge, self.profile(memory))

    def routing(self, memory: Memory) -> Routing:
        """Whom to turn to."""
        return route(self.knowledge, self.profile(memory), self.screening(memory))

    # --- checks -------------------------------------------------------------------------------------------------------

    def missing(self, name: str, memory: Memory) -> tuple[str, ...]:
        """The facts to ask next for this check."""
        match name:
            case "programmes":
                fields = next_fields(self.knowledge, self.profile(memory))
                return _askable(fact_of(one, memory) for one in fields)
            case "partner_programmes":
                fields = next_fields(self.knowledge, self.profile(memory, partner=True))
                return _askable(_partner_fact(one, memory) for one in fields)
            case "theme":
                fields = theme_fields(self.knowledge, str(memory.value("theme")), self.profile(memory))
                return _askable(_theme_fact(one, memory) for one in fields)
            case "routing":
                asked = tuple(fact for fact in ROUTING_FACTS if not _settled(fact, memory))
                return asked or self._deciding_of_workers(memory)
        return ()

    def _deciding_of_workers(self, memory: Memory) -> tuple[str, ...]:
        """What decides whether a temporary worker may be proposed the employment service (rules §3, row 6)."""
        reading = self.screening(memory).readings.get(EMPLOYMENT_STATUS)
        unanswered = reading.blanks if reading and reading.outcome == Outcome.UNANSWERED else ()
        return _askable(fact_of(one, memory) for one in unanswered)

    def concerns(self, name: str, memory: Memory) -> tuple[str, ...]:
        """The facts of the person that this check reads."""
        match name:
            case "programmes" | "routing":
                fields: tuple[str, ...] = tuple(one for tier in self.knowledge.programmes.asking for one in tier)
            case "readiness":
                fields = tuple(dict.fromkeys(one for theme in self.knowledge.themes.themes for one in theme.asks))
            case _:
                return ()
        facts = (fact_of(one, memory) for one in fields)
        return tuple(one for one in facts if one and memory.script.vocabulary[one].scope is Scope.PERSON)

    def inputs(self, name: str, memory: Memory) -> str:
        """A digest of the check's result."""
        match name:
            case "programmes":
                result: object = self.screening(memory).programmes
            case "partner_programmes":
                result = self.screening(memory, partner=True).programmes
            case "readiness":
                result = self.assessment(memory)
            case "checked":
                result = self._answering(memory)
            case "theme":
                result = self.assessment(memory).themes.get(str(memory.value("theme")))
            case _:
                routing = self.routing(memory)
                proposed = sorted((one.kind, one.organization) for one in routing.proposals)
                result = (routing.rows, proposed, routing.next_step)
        return sha256(repr(result).encode()).hexdigest()[:12]

    def passages(self, name: str, memory: Memory, language: str) -> tuple[Passage, ...]:
        """The check's result in words."""
        teller = self._teller(language)
        match name:
            case "programmes" | "partner_programmes":
                partner = name == "partner_programmes"
                screening = self.screening(memory, partner=partner)
                named = self._field_name(memory, language, partner=partner)
                urgent = self._urgent(memory) and not partner
                told = programmes.tell(teller, screening, named, urgent)
                return (Passage(key="programmes.partner", params={}), *told) if partner else tuple(told)
            case "sources":
                return tuple(programmes.sources(teller, self.knowledge, self.screening(memory)))
            case "checked":
                return tuple(answers.tell(teller, self.knowledge.answers[self._answering(memory)]))
            case "theme":
                return tuple(readiness.tell_theme(teller, str(memory.value("theme")), self.assessment(memory)))
            case "readiness":
                return tuple(readiness.tell(teller, self.assessment(memory)))
        sites = {one.name: one.url for one in self.knowledge.directory.organizations if REGISTER in one.kinds}
        return tuple(routing.tell(teller, self.routing(memory), sites))

    def _answering(self, memory: Memory) -> str:
        """The answer being given: the flow on top."""
        return memory.state.frames[-1].flow

    def finding(self, name: str, memory: Memory) -> Value | None:
        """`verdict.<programme>`, `criterion.<criterion>`, `profile.<field>`, or of the themes that still have something to
        ask: `readiness.open` (all of them) and `readiness.next` (the first)."""
        kind, _, subject = name.partition(".")
        match kind:
            case "verdict":
                return str(self.screening(memory).verdict(subject).value)
            case "criterion":
                reading = self.screening(memory).readings.get(subject)
                return str(reading.outcome) if reading else None
            case "profile":
                return self.profile(memory).values(subject)
        themes = self._open_themes(memory)
        if subject == "open":
            return themes or None
        return themes[0] if themes else None

    def _open_themes(self, memory: Memory) -> tuple[str, ...]:
        """The themes that still have something to ask, the decisive ones first."""
        profile = self.profile(memory)
        return tuple(
            theme.id
            for theme in sorted(self.knowledge.themes.themes, key=lambda theme: not theme.decisive)
            if _askable(_theme_fact(one, memory) for one in theme_fields(self.knowledge, theme.id, profile))
        )

    # --- choices and names --------------------------------------------------------------------------------------------

    def offered(self, source: str, memory: Memory, language: str) -> tuple[tuple[str, str], ...]:
        """The organisations proposed, the facts that can be changed, or what was perhaps meant."""
        if source == "known_facts":
            return tuple(
                (fact, pair(memory, self, language, fact))
                for fact in memory.said_facts()
                if self._changeable(memory, fact)
            )
        if source == HEARD_INTENTS:
            heard = str(memory.value("heard") or "").split(JOIN)
            named = tuple((intent, self.words.text(language, f"intents.{intent}")) for intent in heard if intent)
            return (*named, (NONE_OF_THEM, self.words.text(language, "facts.meant.options.none.label")))
        team = self._teller(language).say("routing.operator")
        found = self._recipients(memory).items()
        return tuple((key, team if key == OPERATOR else proposal.organization) for key, proposal in found)

    def _changeable(self, memory: Memory, fact: str) -> bool:
        return self.words.has("fr", f"facts.{fact}.ask") and memory.script.vocabulary[fact].values_from is None

    def _recipients(self, memory: Memory) -> Mapping[str, Proposal]:
        """Each organisation that may be chosen, by its id; those chosen in a frame beneath have had their page."""
        before = {frame.facts["recipient"].value for frame in memory.state.frames[:-1] if "recipient" in frame.facts}
        found: dict[str, Proposal] = {}
        for proposal in self.routing(memory).proposals:
            if proposal.kind != REGISTER:
                found.setdefault(proposal.organization_id or CURRENT_COUNSELLOR, proposal)
        found.setdefault(OPERATOR, self._operator())
        return {key: proposal for key, proposal in found.items() if key not in before}

    def _operator(self) -> Proposal:
        return Proposal(
            organization=self._operator_name(), organization_id=OPERATOR, kind=OPERATOR, reasons=(), deliverable=False
        )

    def _operator_name(self) -> str:
        return next(one.name for one in self.knowledge.directory.organizations if one.id == OPERATOR)

    def is_place(self, value: str, *, towns_only: bool) -> bool:
        """Whether the value is the official name of a municipality, or a region's slug."""
        town = self.knowledge.places.municipality(value)
        return (town is not None and town.name == value) or (not towns_only and value in self.knowledge.places.regions)

    def display(self, fact: str, value: str, language: str) -> str | None:
        """The name of a place or of an organisation."""
        if fact == "recipient":
            names = {one.id: one.name for one in self.knowledge.directory.organizations}
            return names.get(value)
        if fact == "changing" and self.words.has(language, f"facts.{value}.name"):
            return self.words.text(language, f"facts.{value}.name")
        region = self.knowledge.places.regions.get(value)
        return region.called(language) if region else None

    # --- the page -----------------------------------------------------------------------------------------------------

    def page(self, target: str, memory: Memory, language: str) -> Page:
        """The summary for the recipient chosen, or for the operator."""
        chosen = str(memory.value("recipient")) if target == "recipient" else OPERATOR
        proposal = self._recipients(memory).get(chosen) or self._operator()
        brief = summary.Brief(
            organization=proposal.organization_id or CURRENT_COUNSELLOR,
            organization_name=proposal.organization,
            kind=proposal.kind,
            deliverable=proposal.deliverable,
            urgent=self._urgent(memory),
            value=memory.value,
            label=self._labelled(memory),
            pair=self._paired(memory),
            screening=self.screening(memory),
            assessment=self.assessment(memory),
            themes=tuple(theme.id for theme in self.knowledge.themes.themes),
        )
        french, own = self._teller(summary.COUNSELLOR), self._teller(language)
        page = summary.page(french, brief)
        read_as = page
        if language != summary.COUNSELLOR:
            read_as = "\n\n".join((summary.page(own, brief), own.say("summary.sent_in_french"), page))
        return Page(
            organization=brief.organization,
            organization_name=brief.organization_name,
            kind="" if brief.discreet else brief.kind,
            deliverable=brief.deliverable,
            urgent=brief.urgent,
            read_as=read_as,
            summary=page,
            body=summary.body(own, brief),
        )

    def _urgent(self, memory: Memory) -> bool:
        return summary.is_urgent(self.profile(memory).values("departure")[0])

    def _labelled(self, memory: Memory) -> Callable[[str, str], str | None]:
        def labelled(fact: str, language: str) -> str | None:
            value = memory.value(fact)
            return None if value is None else label(memory, self, language, fact, value)

        return labelled

    def _paired(self, memory: Memory) -> Callable[[str, str], str | None]:
        def paired(fact: str, language: str) -> str | None:
            value = memory.value(fact)
            if value is None:
                return None
            if memory.script.vocabulary[fact].type is FactType.YES_NO:
                return pair(memory, self, language, fact)
            return label(memory, self, language, fact, value)

        return paired

    def _field_name(self, memory: Memory, language: str, *, partner: bool) -> Callable[[str], str | None]:
        def named(one: str) -> str | None:
            fact = (_partner_fact if partner else fact_of)(one, memory)
            return name(memory, language, fact) if fact else None

        return named

    def _teller(self, language: str) -> Teller:
        return Teller(words=self.words, language=language, today=self.today)


def _askable(facts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for fact in facts if fact))


def _partner_fact(one: str, memory: Memory) -> str | None:
    return f"{PARTNER}{one}" if one in OF_THE_PARTNER else fact_of(one, memory)


def _theme_fact(one: str, memory: Memory) -> str | None:
    """The fact to ask for a theme's field; a destination tells the kind of place and the welcome."""
    if one in ("place_type", "welcome") and memory.fresh("destination") is None:
        return "destination"
    return fact_of(one, memory)


def _settled(fact: str, memory: Memory) -> bool:
    if fact == "situation" and memory.fresh("status") is not None:
        return True
    return memory.resolved(fact)
