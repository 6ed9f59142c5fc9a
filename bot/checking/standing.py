"""Who stands, in a database, on what the script no longer has: how many conversations, by flow, step and fact; never who."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.checking.material import Material
from bot.conversation.facts import Known, still_allowed
from bot.conversation.journal import State, Turn, fold, load
from bot.conversation.script import Script
from bot.errors import EscaleError
from bot.loading.problems import Problem
from bot.service.records import JOURNAL
from bot.store.sealing import Sealer
from bot.store.tables import journal

FLOW, STEP, FACT, VALUE = "flow", "step", "fact", "value"
Gone = tuple[str, ...]
"""What is gone: a kind, then its names."""


class UnreadableDatabaseError(EscaleError):
    """The database can't be read; the message says why and what to do."""


def problems(material: Material, database: str, sealer: Sealer) -> Iterator[Problem]:
    """A warning for each removed flow, step, fact or value that conversations still hold. The database is only read.

    Raises `UnreadableDatabaseError` and `SealingError`.
    """
    engine = _open(database)
    try:
        with engine.connect() as connection:
            counted = Counter(gone for state in _states(connection, sealer) for gone in _gone(material.script, state))
    except SQLAlchemyError as error:
        raise UnreadableDatabaseError(
            f"The database {engine.url.render_as_string()} can't be read: {str(getattr(error, 'orig', error)).strip()}. "
            "Check its address, and that this version of the program has opened it."
        ) from None
    finally:
        engine.dispose()
    for gone, conversations in sorted(counted.items()):
        yield _told(material, gone, conversations)


def _open(database: str) -> Engine:
    """A connection that writes nothing: no table is made, no version is brought up to date."""
    try:
        url = make_url(database if ":" in database else f"sqlite:///{database}")
    except ArgumentError:
        raise UnreadableDatabaseError("This is no database: give a SQLite file, or a URL.") from None
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url.set(drivername="postgresql+psycopg"))
        return engine.execution_options(postgresql_readonly=True)
    path = Path(url.database or "")
    if not path.is_file():
        raise UnreadableDatabaseError(f"There is no database {path}. Give a SQLite file, or a URL.")
    return create_engine(f"sqlite:///file:{path.resolve()}?mode=ro&uri=true")


def _states(connection: Connection, sealer: Sealer) -> Iterator[State]:
    rows = connection.execute(
        select(journal.c.conversation_id, journal.c.body_sealed).order_by(journal.c.conversation_id, journal.c.number)
    )
    turns: list[Turn] = []
    current = None
    for conversation, sealed in rows:
        if turns and conversation != current:
            yield fold(tuple(turns))
            turns = []
        current = conversation
        turns.append(load(json.loads(sealer.unseal(sealed, JOURNAL))))
    if turns:
        yield fold(tuple(turns))


def _gone(script: Script, state: State) -> frozenset[Gone]:
    found: set[Gone] = set()
    for frame in state.frames:
        flow = script.flows.get(frame.flow)
        if flow is None:
            found.add((FLOW, frame.flow))
        elif frame.asked and flow.step(frame.asked.step) is None:
            found.add((STEP, frame.flow, frame.asked.step))
    said: list[tuple[str, Known]] = [*state.facts.items(), *(one for f in state.frames for one in f.facts.items())]
    for fact, known in said:
        spec = script.vocabulary.get(fact)
        if spec is None:
            found.add((FACT, fact))
        elif still_allowed(spec, known.value) is None:
            found.add((VALUE, fact, known.value if isinstance(known.value, str) else ", ".join(known.value)))
    return frozenset(found)


def _told(material: Material, gone: Gone, conversations: int) -> Problem:
    many = "1 conversation" if conversations == 1 else f"{conversations} conversations"
    holds = "holds" if conversations == 1 else "hold"
    facts = material.sources.facts
    match gone:
        case (kind, flow) if kind == FLOW:
            path, remedy = (
                material.sources.flows / f"{flow}.yml",
                "they go on from the menu; put it back to keep them in it",
            )
            return Problem(
                path, None, f"{many} {_stand(conversations)} in the flow '{flow}', which is gone", remedy, True
            )
        case (kind, flow, step) if kind == STEP:
            path, remedy = Path(material.script.flows[flow].path), "they go on from the first step that waits"
            message = f"{many} {_stand(conversations)} on the step '{step}' of '{flow}', which is gone"
            return Problem(path, None, message, remedy, True)
        case (_, fact):
            remedy = "it is dropped at their next message; put it back to keep it"
            return Problem(facts, None, f"{many} {holds} the fact '{fact}', which is gone", remedy, True)
    _, fact, value = gone
    message = f"{many} {holds} '{value}' for '{fact}', which no longer accepts it"
    return Problem(facts, None, message, f"add it to 'renamed_from' of '{fact}', or they are asked again", True)


def _stand(conversations: int) -> str:
    return "stands" if conversations == 1 else "stand"
