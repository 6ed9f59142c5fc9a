"""Opens the house: reads the words and the knowledge, opens the store, and ties the rooms together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any

from bot import batch
from bot.jobs import queue_for, runner_for
from bot.jobs.work import job_kinds, schedule
from bot.loading.knowledge import load_knowledge
from bot.loading.script import load_script
from bot.nlu.client import RasaClient
from bot.referrals.handler import effect_handlers
from bot.referrals.ledger import Ledger
from bot.service.confirmations import Confirmations
from bot.service.data_rights import DataRights
from bot.service.heart import Heart
from bot.service.house import House
from bot.service.measures import Measures
from bot.service.passages import Addresses, Passages
from bot.service.turn import Clock, Turns, utc_now
from bot.service.unread import Unread
from bot.settings import Settings, encryption_keys
from bot.store.store import Store, open_store
from bot.understanding.opening import open_reader
from bot.understanding.reader import WordsReader

Policy = Callable[[Mapping[str, Any], date], Mapping[str, Any]]


def open_database(settings: Settings) -> Store:
    """The store of these settings, up to date; says on standard error where keys were just made."""
    keys = encryption_keys(settings)
    if keys.made_in:
        print(
            f"Encryption keys were made in {keys.made_in}. Keep a copy elsewhere: without them the database can't be read.",
            file=sys.stderr,
        )
    return open_store(settings.database_url, keys.keys)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What is read from the files once: immutable, shared by every house of this process."""

    heart: Heart
    reader: WordsReader


def read_contents(operator: str = Settings.operator) -> Contents:
    """The flows, the words, the knowledge, and the reader of what people type; raises `ProblemsError`.

    `operator` is the name of whoever runs the service.
    """
    return _read(operator)


@cache
def _read(operator: str) -> Contents:
    script, known = load_script(), load_knowledge()
    knowledge = replace(known, directory=known.directory.run_by(operator))
    return Contents(heart=Heart(script=script, knowledge=knowledge), reader=open_reader(script, knowledge))


def open_house(settings: Settings, *, clock: Clock = utc_now) -> House:
    """Everything open and ready to answer; jobs run once the house's runner is started. Raises `EscaleError`."""
    contents = read_contents(settings.operator)
    model = RasaClient(url=settings.nlu_url, token=settings.nlu_token) if settings.nlu_url else None
    store = open_database(settings)
    confirmations = Confirmations(store, contents.heart.knowledge.directory)
    heart = replace(contents.heart, lately=confirmations.over)
    queue = queue_for(store)
    ledger = Ledger(queue=queue)
    schedule(store, queue, clock())
    measures = Measures()
    addresses = Addresses(web=settings.address)
    turns = Turns(
        store=store,
        heart=heart,
        reader=replace(contents.reader, model=model) if model else contents.reader,
        handlers=effect_handlers(
            ledger,
            confirmations.confirmed_on,
            DataRights(heart=heart, queue=queue),
            Passages(addresses=addresses),
            Unread(),
        ),
        clock=clock,
        measures=measures,
        keep_up=confirmations.keep_up,
    )
    runner = runner_for(store, job_kinds(store, ledger, contents.heart.script.words), clock)
    return House(
        store=store,
        heart=heart,
        turns=turns,
        measures=measures,
        addresses=addresses,
        model=model,
        runner=runner,
        confirmations=confirmations,
    )


def policies_of(house: House) -> Mapping[str, Policy]:
    """The stateless policies, by the name of their address."""
    knowledge = house.heart.knowledge
    return {
        "eligibility": partial(_with, batch.screen, knowledge),
        "readiness": partial(_with, batch.assess, knowledge),
        "routing": partial(_with, batch.route, knowledge),
    }


def _with(policy: Callable[..., dict[str, Any]], knowledge: object, record: Mapping[str, Any], today: date) -> Any:
    return policy(record, knowledge, today)
