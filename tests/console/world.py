"""A console over a real house: accounts, referrals of people who wrote, a clock that the test moves, a browser of its own."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
from sqlalchemy import insert, select

from bot.app import build_app
from bot.console.door import console_door
from bot.console.pages import BASE, TOKEN_COOKIE
from bot.console.passwords import hashed
from bot.console.sessions import new_token
from bot.console.staff import Role, Staff, of_row
from bot.house import open_house, policies_of
from bot.jobs import queue_for
from bot.referrals.handler import BODY, SUMMARY
from bot.referrals.ledger import Ledger
from bot.referrals.life import Actor, DeclineReason, Move, Outcome, State
from bot.referrals.reference import new_reference
from bot.service import people
from bot.service.house import House
from bot.service.records import BODY as REPLY
from bot.service.records import read_reply
from bot.settings import Settings
from bot.store.tables import outgoing, referral, staff, staff_session
from tests.channels.http_client import Client
from tests.keys import KEYS

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday, 10:00 in Montréal
PASSWORD = "quatre chevaux lents bleus"
TOKEN = "a-token-for-these-tests"
PAGE = """\
Demande d’accompagnement préparée avec Escale, pour : PROMIS
Départ : d’ici 3 mois
Joindre la personne : 514 555-0199 (moment : Le soir)
Langue : espagnol
Suivi actuel : Personne pour l’instant
Demande, dans ses mots : « ¿Hay escuelas cerca? »
Statut déclaré : Résidence permanente
Projet : Trouver un emploi
Français : Intermédiaire
À préparer : le logement et le bail
Suite : l’organisme contacte la personne, si possible dans 2 ou 3 jours ouvrables.
D’après les réponses de la personne, à titre d’information. Ne constitue pas une décision."""
PATHS: Mapping[State, tuple[State, ...]] = {
    State.HELD: (State.HELD,),
    State.SENT: (State.SENT,),
    State.RECEIVED: (State.SENT, State.RECEIVED),
    State.ACCEPTED: (State.SENT, State.ACCEPTED),
    State.CONTACTED: (State.SENT, State.ACCEPTED, State.CONTACTED),
    State.CLOSED: (State.SENT, State.ACCEPTED, State.CLOSED),
    State.DECLINED: (State.SENT, State.DECLINED),
    State.EXPIRED: (State.SENT, State.EXPIRED),
    State.WITHDRAWN: (State.SENT, State.WITHDRAWN),
}


@cache
def password_hash() -> str:
    """`PASSWORD` as it is kept."""
    return hashed(PASSWORD, "nobody")


@dataclass
class Browser:
    """Someone's browser: it keeps cookies and reads the mark of the forms it is shown."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    mark: str = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page of the console."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, *, mark: str | None = None) -> httpx.Response:
        """A form of the console, with the mark it was last shown."""
        sent = {"mark": self.mark if mark is None else mark, **(fields or {})}
        return self._send("POST", path, sent, {})

    def _send(
        self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = httpx.Request(
            method, f"http://escale{BASE}{path}", data=fields, headers={**headers, "cookie": cookie}
        )
        response = self.client.send(request)[0]
        for name, value in response.cookies.items():
            self.cookies[name] = value.strip('"')
        if found := re.search(r'name="mark" value="([0-9a-f]+)"', response.text):
            self.mark = found[1]
        return response

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Signs in through the form, and reads the first page."""
        self.get("/")
        answer = self.post("/sign-in", {"login": login, "password": password})
        if answer.status_code == 303:
            self.get("/referrals")
        return answer


class World:
    """The house, its console, and who works there: `marie` and `paul` at PROMIS, `ines` at SITO, `odile` the operator."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.now = NOW
        keys = urlsafe_b64encode(KEYS[0]).decode()
        self.settings = Settings(data=folder, database=database_url, keys=keys, rest_token=TOKEN)
        self.house: House = open_house(self.settings, clock=self.clock)
        self.store = self.house.store
        door = console_door(self.house, self.settings, self.clock)
        self.app = build_app(self.house, TOKEN, policies_of(self.house), (door,))
        self.client = Client(self.app, token=TOKEN)
        self.ledger = Ledger(queue=queue_for(self.store))
        self.staff: dict[str, Staff] = {}

    def clock(self) -> datetime:
        """The instant of the test."""
        return self.now

    def passes(self, **span: float) -> None:
        """Time goes by."""
        self.now += timedelta(**span)

    def hire(self, login: str, role: Role = Role.COUNSELLOR, organization: str | None = "promis") -> Staff:
        """An account; `PASSWORD` is hashed once for all the tests."""
        row = {
            "login": login,
            "name": login.capitalize(),
            "role": role.value,
            "organization": None if role is Role.OPERATOR else organization,
            "password_hash": password_hash(),
            "failures": 0,
            "created_at": self.now,
        }
        made = self.store.run(lambda c: c.execute(insert(staff).values(row).returning(staff)).one())
        self.staff[login] = of_row(made)
        return self.staff[login]

    def browser(self, login: str | None = None) -> Browser:
        """A browser, with an open session where a login is given (`Browser.sign_in` goes through the form)."""
        browser = Browser(self.client)
        if login:
            token = new_token()
            browser.cookies[TOKEN_COOKIE] = token
            session = {
                "hash": self.store.find("console_session", token),
                "staff_id": self.staff[login].id,
                "created_at": self.now,
                "seen_at": self.now,
            }
            self.store.run(lambda c: c.execute(insert(staff_session).values(session)))
            assert browser.get("/referrals").status_code == 200
        return browser

    def refer(
        self,
        state: State = State.SENT,
        organization: str = "promis",
        *,
        who: str = "ana",
        language: str = "es",
        urgent: bool = False,
        page: str = PAGE,
        by: str | None = None,
    ) -> int:
        """A referral of someone who wrote over REST, brought to a state; its number."""
        seal = self.store.sealer.seal
        now = self.now

        def work(connection):  # type: ignore[no-untyped-def]
            place = people.lock(connection, self.store, "rest", who, now)
            values = {
                "person_id": place.person_id,
                "conversation_id": place.conversation_id,
                "organization": organization,
                "kind": "sae_r",
                "urgent": urgent,
                "language": language,
                "summary_sealed": seal(page, SUMMARY),
                "body_sealed": seal("{}", BODY),
                "digest": "x",
            }
            number = self.ledger.open(connection, values, now)
            for to in PATHS[state]:
                also = {"reference": new_reference()} if to in (State.HELD, State.SENT) else {}
                self.ledger.move(connection, number, self._made(to, by), now, **also)
            return number

        return self.store.run(work)

    def _made(self, to: State, by: str | None) -> Move:
        mark = self.staff[by].mark if by else "999"
        match to:
            case State.ACCEPTED | State.RECEIVED:
                return Move(to=to, actor=Actor.ORGANIZATION, who=mark)
            case State.CONTACTED:
                return Move(to=to, actor=Actor.COUNSELLOR, who=mark)
            case State.CLOSED:
                return Move(to=to, actor=Actor.COUNSELLOR, who=mark, outcome=Outcome.STAY_BOOKED)
            case State.DECLINED:
                reason = DeclineReason.NO_CAPACITY
                return Move(to=to, actor=Actor.ORGANIZATION, who=mark, decline_reason=reason)
            case State.EXPIRED:
                return Move(to=to, actor=Actor.CLOCK)
        return Move(to=to, actor=Actor.PERSON)

    def row(self, number: int):  # type: ignore[no-untyped-def]
        """The row of a referral."""
        return self.store.run(lambda c: self.row_in(c, number))

    def row_in(self, connection, number: int):  # type: ignore[no-untyped-def]
        """The same, on a connection."""
        return connection.execute(select(referral).where(referral.c.id == number)).one()

    def messages(self) -> list[tuple[str, str]]:
        """What waits to be told: the key of the words and the text, in order."""
        rows = self.store.run(
            lambda c: (
                c.execute(
                    select(outgoing.c.body_sealed).where(outgoing.c.sent_at.is_(None)).order_by(outgoing.c.sequence)
                )
                .scalars()
                .all()
            )
        )
        replies = [read_reply(self.store.sealer.unseal(row, REPLY)) for row in rows]
        return [(one.key, one.text) for one in replies]

    def token(self, browser: Browser) -> str:
        """The token that a browser holds."""
        return browser.cookies[TOKEN_COOKIE]
