"""Brings a database to today's version, and refuses one that a newer program has written."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import EscaleError

HEAD = "0004"
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabaseError(EscaleError):
    """The database is of a newer version than this program."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database is at version {found}, newer than the {HEAD} this program knows. "
            "Start the newer program again, or restore the backup made before the upgrade. Nothing was changed."
        )


def version(connection: Connection) -> str | None:
    """The version of the database, None where it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up_to_date(connection: Connection) -> None:
    """Runs the missing migrations on the connection's transaction; raises `NewerDatabaseError` where there are none."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(720110)"))
    found = version(connection)
    if found == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabaseError(found)
    command.upgrade(config, HEAD)
