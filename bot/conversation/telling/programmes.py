"""Tells a screening: what seems open before what isn't; for each programme why, what is to confirm, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.advice.criteria import Outcome, Verdict
from bot.advice.eligibility import ProgrammeResult, Screening
from bot.advice.knowledge import Knowledge
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller
from bot.conversation.words import Param

ORDER = (Verdict.ELIGIBLE, Verdict.TO_CONFIRM, Verdict.INCOMPLETE, Verdict.NOT_ELIGIBLE)
Named = Callable[[str], str | None]


def tell(teller: Teller, screening: Screening, field_name: Named, urgent: bool) -> Iterator[Passage]:
    """One message for each kind of verdict that occurs, then who decides."""
    if all(result.verdict is Verdict.NOT_ASSESSED for result in screening.programmes):
        yield Passage(key="programmes.headings.not_assessed", params={})
        return
    for verdict in ORDER:
        results = [result for result in screening.programmes if result.verdict is verdict]
        if results:
            key = f"programmes.headings.{verdict.value}"
            yield Passage(key=key, params={}, text="\n\n".join(_group(teller, key, results, field_name)))
    if urgent:
        yield Passage(key="programmes.urgent", params={})
    yield Passage(key="programmes.who_decides", params={})


def _group(teller: Teller, key: str, results: list[ProgrammeResult], field_name: Named) -> Iterator[str]:
    """The programmes of one verdict; what nobody confirmed is said once where it is true of all."""
    open_ones = [result for result in results if result.verdict in ORDER[:2]]
    together = len(open_ones) == len(results) and not any(result.confirmed_on for result in results)
    yield teller.say(key)
    for result in results:
        yield _programme(teller, result, field_name, confirm=result in open_ones and not together)
    if together:
        yield teller.say("programmes.unconfirmed", {"count": len(results)})


def _programme(teller: Teller, result: ProgrammeResult, field_name: Named, *, confirm: bool) -> str:
    lines = [f"• {teller.say(f'programmes.{result.id}.name')}"]
    if result.verdict is not Verdict.NOT_ELIGIBLE:
        lines.append(teller.say(f"programmes.{result.id}.what"))
    failed = _reasons(teller, result, Outcome.FAILED)
    doubts = _reasons(teller, result, Outcome.TO_CONFIRM)
    met = _reasons(teller, result, Outcome.MET)
    if failed:
        lines.append(teller.say("programmes.because", {"reasons": teller.listed(failed)}))
    elif met and result.verdict is Verdict.ELIGIBLE:
        lines.append(teller.say("programmes.because", {"reasons": teller.listed(met)}))
    if doubts and not failed:
        lines.append(teller.say("programmes.to_ask", {"reasons": teller.listed(doubts)}))
    if result.missing:
        names = [name for field in result.missing if (name := field_name(field))]
        lines.append(teller.say("programmes.still_missing", {"facts": teller.listed(names)}))
    if result.would_change:
        lines.append(teller.say("programmes.would_change", {"changes": _changes(teller, result)}))
    if confirm:
        lines.append(_confirmation(teller, result))
    return "\n".join(lines)


def _reasons(teller: Teller, result: ProgrammeResult, outcome: Outcome) -> list[str]:
    keys = (f"criteria.{one.id}.{outcome.value}" for one in result.criteria if one.outcome == outcome)
    return [teller.say(key) for key in keys if teller.has(key)]


def _changes(teller: Teller, result: ProgrammeResult) -> str:
    sets = []
    for changes in result.would_change:
        names = []
        for change in changes:
            exact = f"programmes.change.{change.field}_{change.to}"
            names.append(teller.say(exact if teller.has(exact) else f"programmes.change.{change.field}"))
        sets.append(teller.listed(names))
    return " / ".join(sets)


def _confirmation(teller: Teller, result: ProgrammeResult) -> str:
    if result.confirmed_on is None:
        return teller.say("programmes.unconfirmed", {"count": 1})
    return teller.say("programmes.confirmed", {"date": result.confirmed_on})


def sources(teller: Teller, knowledge: Knowledge, screening: Screening) -> Iterator[Passage]:
    """Where each condition that was looked at was read, and when it was last checked: one line a programme."""
    lines = []
    for result in screening.programmes:
        read = dict.fromkeys(one.source for one in result.criteria)
        if read:
            checked = min(knowledge.programmes.criteria[one.id].checked_on for one in result.criteria)
            params: dict[str, Param] = {
                "programme": teller.say(f"programmes.{result.id}.name"),
                "sources": "; ".join(read),
                "date": checked,
            }
            lines.append(f"• {teller.say('programmes.source_line', params)}")
    heading = teller.say("programmes.sources")
    yield Passage(key="programmes.sources", params={}, text="\n".join((heading, *lines)))
