"""The referrals: their lists, each one's page, and the forms that move it."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.advice.directory import OPERATOR
from bot.console.cases import Case, CasePage, Detail, View, detail, page, possible
from bot.console.dates import When, when
from bot.console.gate import COUNSELLORS, OPERATORS, STAFF, Gate, Handler, not_found
from bot.console.moving import Moved, Mover, Result, Wish
from bot.console.pages import Visit
from bot.console.sheet import Sheet, read_sheet
from bot.console.staff import Role, Staff
from bot.referrals.life import DeclineReason, Outcome, State
from bot.service.heart import Heart
from bot.store.store import Store

MOVED_BY: Mapping[State, frozenset[Role]] = {
    State.RECEIVED: COUNSELLORS,
    State.ACCEPTED: COUNSELLORS,
    State.CONTACTED: COUNSELLORS,
    State.SENT: OPERATORS,
    State.CLOSED: STAFF,
    State.DECLINED: STAFF,
}
"""Each state with a form, and who may send it; from what state is the ledger's to say."""
NEEDS: Mapping[State, str] = {State.CLOSED: "outcome", State.DECLINED: "decline_reason"}
"""What must be chosen to move a referral into a state."""
MOST_DIGITS, MOST_DIGITS_OF_A_CASE = 6, 18
"""In the number of a page of a list, and in that of a referral: a database holds no larger one."""
Choice = TypeVar("Choice", Outcome, DeclineReason)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The referrals of a store."""

    gate: Gate
    store: Store
    heart: Heart
    mover: Mover

    def routes(self) -> tuple[Route, ...]:
        """The routes."""
        return (
            self.gate.page("/referrals", self._list(View.OPEN), roles=STAFF),
            self.gate.page("/referrals/elsewhere", self._list(View.ELSEWHERE), roles=OPERATORS),
            self.gate.page("/referrals/ended", self._list(View.ENDED), roles=STAFF),
            self.gate.page("/referrals/{number}", self.show, roles=STAFF),
            *(
                self.gate.action(f"/referrals/{{number}}/{state}", self._move(state), roles=roles)
                for state, roles in MOVED_BY.items()
            ),
        )

    # --- lists --------------------------------------------------------------------------------------------------------

    def _list(self, view: View) -> Handler:
        async def listed(request: Request, visit: Visit) -> Response:
            number = _page_number(request.query_params.get("page", "1"))
            found = await wrap_future(self.store.read(lambda c: page(c, signed_in(visit), view, number)))
            return self.gate.pages.render(
                visit,
                "referrals",
                view=view,
                found=found,
                groups=_grouped(found, view, visit.now),
                organization=self.name_of,
                path="/referrals" if view is View.OPEN else f"/referrals/{view}",
            )

        return listed

    def name_of(self, organization: str) -> str | None:
        """The name of an organisation, None where the directory has none of this id."""
        found = self.heart.knowledge.directory.named(organization)
        return found.name if found else None

    # --- one of them --------------------------------------------------------------------------------------------------

    async def show(self, request: Request, visit: Visit) -> Response:
        """A referral and what can be done with it."""
        done = request.query_params.get("done", "")
        return await self._shown(request, visit, done=done if done in MOVED_BY else "", told=_told(request))

    async def _shown(
        self, request: Request, visit: Visit, *, status: int = 200, done: str = "", told: bool = True, error: str = ""
    ) -> Response:
        who, number = signed_in(visit), case_number(request)
        found = await wrap_future(self.store.write(lambda c: detail(c, self.store, who, number, visit.now)))
        if found is None:
            raise not_found()
        return self.gate.pages.render(
            visit,
            "referral",
            status=status,
            detail=found,
            sheet=_sheet(found),
            moves=self._offered(who, found.case),
            outcomes=_outcomes(who),
            decline_reasons=tuple(DeclineReason),
            organization=self.name_of,
            when=when(found.case.due_at, visit.now),
            done=done,
            told=told,
            error=error,
        )

    def _offered(self, who: Staff, case: Case) -> tuple[State, ...]:
        """The moves to offer: a page for the operator itself, or for one that the directory doesn't know, is sent nowhere."""
        receiver = self.heart.knowledge.directory.named(case.organization)
        nowhere = receiver is None or OPERATOR in receiver.kinds
        return tuple(to for to in possible(who, case.state) if not (to is State.SENT and nowhere))

    # --- moves --------------------------------------------------------------------------------------------------------

    def _move(self, to: State) -> Handler:
        async def move(request: Request, visit: Visit) -> Response:
            who, number = signed_in(visit), case_number(request)
            chosen = visit.form.get(NEEDS.get(to, ""), "")
            wish = Wish(
                number=number,
                seen=visit.form.get("seen", ""),
                to=to,
                outcome=_chosen(chosen, _outcomes(who)) if to is State.CLOSED else None,
                decline_reason=_chosen(chosen, tuple(DeclineReason)) if to is State.DECLINED else None,
            )
            if to in NEEDS and wish.outcome is None and wish.decline_reason is None:
                return await self._shown(request, visit, status=422, error=NEEDS[to])
            moved = await wrap_future(self.store.write(lambda c: self.mover.move(c, who, wish, visit.now)))
            return await self._answer(request, visit, wish, moved)

        return move

    async def _answer(self, request: Request, visit: Visit, wish: Wish, moved: Moved) -> Response:
        match moved.result:
            case Result.DONE:
                silent = "" if moved.told else "&told=no"
                return self.gate.pages.redirect(f"/referrals/{wish.number}?done={wish.to}{silent}")
            case Result.UNKNOWN:
                raise not_found()
            case Result.NOT_CONFIRMED:
                return await self._shown(request, visit, status=409, error="not_confirmed")
        return self.gate.pages.render(visit, "changed", status=409, case=moved.case, wish=wish)


def signed_in(visit: Visit) -> Staff:
    """Who is here: the gate let nobody else through."""
    assert visit.staff is not None
    return visit.staff


def _told(request: Request) -> bool:
    return request.query_params.get("told") != "no"


def case_number(request: Request) -> int:
    """The number in the address; one that no referral can have is no page."""
    written = request.path_params["number"]
    if not (written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS_OF_A_CASE):
        raise not_found()
    return int(written)


def _page_number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS else 1


def _grouped(found: CasePage, view: View, now: datetime) -> tuple[tuple[When | None, tuple[Case, ...]], ...]:
    """The referrals of a page by how far their deadline is; all together where no clock runs any more."""
    if view is View.ENDED:
        return ((None, found.cases),)
    by_deadline = groupby(found.cases, key=lambda case: when(case.due_at, now))
    return tuple((distance, tuple(cases)) for distance, cases in by_deadline)


def _outcomes(who: Staff) -> tuple[Outcome, ...]:
    """The outcomes that someone may give: what the operator did itself is the operator's to say."""
    if who.role is Role.OPERATOR:
        return tuple(Outcome)
    return tuple(one for one in Outcome if one is not Outcome.HANDLED_BY_OPERATOR)


def _sheet(found: Detail) -> Sheet | None:
    return read_sheet(found.summary) if found.summary else None


def _chosen(written: str, allowed: tuple[Choice, ...]) -> Choice | None:
    return next((one for one in allowed if one.value == written), None)
