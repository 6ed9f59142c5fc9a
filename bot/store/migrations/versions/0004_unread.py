"""Sentences that weren't understood, kept where the person allowed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds a table; nothing that was there changes."""
    op.create_table(
        "unread",
        sa.Column("id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_unread_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_unread"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unread_person_id", "unread", ["person_id"], unique=False)
    op.create_index("ix_unread_day", "unread", ["day"], unique=False)
