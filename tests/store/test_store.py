"""The store: what is committed stays, what fails is undone alone, and a database this program can't read is refused."""

from __future__ import annotations

from concurrent.futures import wait
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, func, insert, select, text

from bot.store import schema
from bot.store.schema import HEAD, MIGRATIONS, NewerDatabaseError
from bot.store.sealing import SealingError, new_key, read_keys
from bot.store.store import DatabaseError, Store, open_store
from bot.store.tables import audit, metadata, person, statistic
from tests.keys import KEYS

NOW = datetime(2026, 11, 20, 14, 30, 15, 123456, tzinfo=UTC)


def arrive(connection: Connection) -> int:
    return int(connection.execute(insert(person).values(created_at=NOW)).inserted_primary_key[0])


def people(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(person)).scalar_one()


def test_what_is_written_can_be_read_with_its_instant(store: Store) -> None:
    row = store.run(arrive)
    found = store.read(lambda c: c.execute(select(person.c.created_at).where(person.c.id == row)).scalar_one()).result()
    assert found == NOW
    assert found.tzinfo == UTC


def test_one_work_failing_among_many_undoes_itself_alone(store: Store) -> None:
    def fail(connection: Connection) -> int:
        arrive(connection)
        raise LookupError

    futures = [store.write(fail if n == 7 else arrive) for n in range(20)]
    wait(futures)
    assert [n for n, future in enumerate(futures) if future.exception()] == [7]
    assert isinstance(futures[7].exception(), LookupError)
    assert store.run(people) == 19


def test_closing_finishes_what_was_submitted(database_url: str) -> None:
    opened = open_store(database_url, KEYS)
    futures = [opened.write(arrive) for _ in range(50)]
    opened.close()
    assert all(future.result() for future in futures)


def test_the_migrations_make_the_tables_that_the_program_uses(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_the_first_version_keeps_its_counts_as_it_comes_up_to_date(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "HEAD", "0001")
        first = open_store(database_url, KEYS)
    event = text(
        "INSERT INTO statistic (day, name, channel, language, detail) VALUES ('2026-11-20', 'flow', 'rest', 'fr', :detail)"
    )
    first.run(lambda c: [c.execute(event, {"detail": detail}) for detail in ("welcome", "welcome", None)])
    first.close()
    opened = open_store(database_url, KEYS)
    counted = opened.run(lambda c: c.execute(select(statistic.c.detail, statistic.c.n).order_by("detail")).all())
    assert [tuple(row) for row in counted] == [("", 1), ("welcome", 2)]
    opened.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    opened = open_store(database_url, KEYS)
    opened.run(arrive)
    opened.run(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    opened.close()
    with pytest.raises(NewerDatabaseError, match=r"9999.*newer.*Start the newer program"):
        open_store(database_url, KEYS)


def test_opening_again_keeps_everything_and_finds_people_again(database_url: str) -> None:
    opened = open_store(database_url, KEYS)
    opened.run(arrive)
    found = opened.find("rest", "someone")
    opened.close()
    again = open_store(database_url, (*read_keys(new_key()), *KEYS))
    assert again.run(people) == 1
    assert again.find("rest", "someone") == found
    again.close()


def test_the_wrong_keys_are_refused_at_once(database_url: str) -> None:
    open_store(database_url, KEYS).close()
    with pytest.raises(SealingError, match="ESCALE_KEYS"):
        open_store(database_url, read_keys(new_key()))


@pytest.mark.parametrize("url", ["nonsense", "mysql://here/there", "sqlite://"])
def test_an_address_that_is_no_database_of_ours_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseError, match="sqlite:///path"):
        open_store(url, KEYS)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="ESCALE_DATA"):
        open_store(f"sqlite:///{tmp_path}/file/escale.db", KEYS)


def test_the_database_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/escale.db", KEYS).close()
    assert (tmp_path / "escale.db").stat().st_mode & 0o077 == 0


def test_what_is_deleted_is_overwritten_whatever_sqlite_was_built_with(tmp_path: Path) -> None:
    path, marker = tmp_path / "escale.db", "words that must go " * 40
    opened = open_store(f"sqlite:///{path}", KEYS)
    entry = {"at": NOW, "actor": "a", "action": "a", "subject": "s"}
    opened.run(lambda c: c.execute(insert(audit), [{**entry, "detail": f"{marker} {n}"} for n in range(40)]))
    opened.run(lambda c: c.execute(delete(audit)))
    assert opened.run(lambda c: c.execute(text("PRAGMA secure_delete")).scalar()) == 1
    opened.run(lambda c: c.execute(insert(audit).values(entry)))
    opened.close()
    assert marker[:40].encode() not in path.read_bytes()


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="time zone"):
        store.run(
            lambda c: c.execute(insert(audit).values(at=NOW.replace(tzinfo=None), actor="", action="", subject=""))
        )
