"""Where the organisations receive pages: the operator confirms each contact, again every twelve months, or takes it away."""

from __future__ import annotations

import re
from asyncio import wrap_future
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.advice.dates import months_after
from bot.advice.directory import OPERATOR, Organization
from bot.console import staff as accounts
from bot.console.desk import signed_in
from bot.console.gate import OPERATORS, Gate, not_found
from bot.console.pages import Visit
from bot.console.staff import Staff
from bot.montreal import day_of
from bot.referrals.handler import CONFIRMED_FOR_MONTHS, is_confirmed
from bot.service.confirmations import Confirmation, Confirmations, confirm, every_confirmation
from bot.service.heart import Heart
from bot.store import audit_log
from bot.store.store import Store

LONGEST = 200
FEWEST_DIGITS = 10
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"\+?[\d\s().-]+(?:(?:poste|ext\.?|x|#)\s*\d+)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Address:
    """An organisation's contact: as it was confirmed, on what day, until what day it counts, by whom (a name)."""

    organization: Organization
    contact: str = ""
    verified_on: date | None = None
    counts_until: date | None = None
    verified_by: str | None = None
    counts: bool = False


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The contacts of the directory's organisations."""

    gate: Gate
    store: Store
    heart: Heart
    confirmations: Confirmations

    def routes(self) -> tuple[Route, ...]:
        """The routes."""
        return (
            self.gate.page("/organizations", self.listed, roles=OPERATORS),
            self.gate.page("/organizations/{organization}", self.show, roles=OPERATORS),
            self.gate.action("/organizations/{organization}", self.confirm, roles=OPERATORS),
            self.gate.action("/organizations/{organization}/remove", self.remove, roles=OPERATORS),
        )

    async def listed(self, _request: Request, visit: Visit) -> Response:
        """Every organisation with its contact; those without one that counts come first."""
        found = await wrap_future(self.store.read(lambda connection: self._addresses(connection, visit)))
        ordered = sorted(found, key=lambda one: (one.counts, one.organization.name.casefold()))
        return self.gate.pages.render(visit, "organizations", addresses=ordered)

    async def show(self, request: Request, visit: Visit) -> Response:
        """One organisation, and the form."""
        done = request.query_params.get("done", "")
        return await self._shown(request, visit, done=done if done in ("confirmed", "removed") else "")

    async def confirm(self, request: Request, visit: Visit) -> Response:
        """Writes the contact and today's date."""
        organization = self._organization(request)
        contact = " ".join(visit.form.get("contact", "").split())
        if not is_contact(contact):
            return await self._shown(request, visit, status=422, error="contact", written=contact)
        await self._write(signed_in(visit), organization, contact, "contact_confirmed", visit)
        return self.gate.pages.redirect(f"/organizations/{organization.id}?done=confirmed")

    async def remove(self, request: Request, visit: Visit) -> Response:
        """Takes the contact away: pages for the organisation wait with the operator again."""
        organization = self._organization(request)
        await self._write(signed_in(visit), organization, "", "contact_removed", visit)
        return self.gate.pages.redirect(f"/organizations/{organization.id}?done=removed")

    # --- the pieces ---------------------------------------------------------------------------------------------------

    async def _write(self, who: Staff, organization: Organization, contact: str, action: str, visit: Visit) -> None:
        said = Confirmation(contact=contact, verified_on=day_of(visit.now), verified_by=who.mark)
        actor, subject = f"{who.role}:{who.id}", f"organization:{organization.id}"

        def work(connection: Connection) -> None:
            confirm(connection, self.store.sealer, organization.id, said)
            audit_log.note(connection, at=visit.now, actor=actor, action=action, subject=subject)

        await wrap_future(self.store.write(work))
        await self.confirmations.look_again()

    async def _shown(
        self, request: Request, visit: Visit, *, status: int = 200, done: str = "", error: str = "", written: str = ""
    ) -> Response:
        organization = self._organization(request)
        found = await wrap_future(self.store.read(lambda connection: self._addresses(connection, visit)))
        address = next(one for one in found if one.organization.id == organization.id)
        return self.gate.pages.render(
            visit,
            "organization",
            status=status,
            address=address,
            written=written if error else address.contact,
            months=CONFIRMED_FOR_MONTHS,
            done=done,
            error=error,
        )

    def _organization(self, request: Request) -> Organization:
        asked = request.path_params["organization"]
        found = next((one for one in self._organizations() if one.id == asked), None)
        if found is None:
            raise not_found()
        return found

    def _organizations(self) -> tuple[Organization, ...]:
        """Those that can receive pages: the operator reads its own here."""
        return tuple(one for one in self.heart.knowledge.directory.organizations if OPERATOR not in one.kinds)

    def _addresses(self, connection: Connection, visit: Visit) -> tuple[Address, ...]:
        said = every_confirmation(connection, self.store.sealer)
        numbers = {int(one.verified_by) for one in said.values() if one.verified_by.isdecimal()}
        names = {str(number): row.name for number, row in accounts.names(connection, numbers).items()}
        return tuple(_address(one, said.get(one.id), names, visit) for one in self._organizations())


def _address(organization: Organization, said: Confirmation | None, names: dict[str, str], visit: Visit) -> Address:
    contact = said.contact if said else organization.delivery_contact
    verified_on = said.verified_on if said else organization.verified_on
    if not contact or verified_on is None:
        return Address(organization=organization)
    return Address(
        organization=organization,
        contact=contact,
        verified_on=verified_on,
        counts_until=months_after(verified_on, CONFIRMED_FOR_MONTHS),
        verified_by=names.get(said.verified_by) if said else None,
        counts=is_confirmed(verified_on, visit.now),
    )


def is_contact(text: str) -> bool:
    """Whether it looks like an e-mail address or a phone number."""
    if len(text) > LONGEST or not text.isprintable():
        return False
    digits = sum(one.isdigit() for one in text)
    return bool(_EMAIL.fullmatch(text)) or (bool(_PHONE.fullmatch(text)) and digits >= FEWEST_DIGITS)
