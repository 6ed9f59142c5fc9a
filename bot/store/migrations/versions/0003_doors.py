"""The doors: senders and whom they can't reach, codes to go on elsewhere, staff and their sessions, confirmed contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds columns and tables; nothing that was there changes."""
    op.add_column("identity", sa.Column("unreachable_at", Instant, nullable=True))
    op.add_column("conversation", sa.Column("sending_until", Instant, nullable=True))
    op.add_column("conversation", sa.Column("sending_sequence", sa.Integer(), nullable=True))
    unsent = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_outgoing_unsent",
        "outgoing",
        ["identity_id", "sequence"],
        unique=False,
        sqlite_where=unsent,
        postgresql_where=unsent,
    )
    op.create_index("ix_referral_organization", "referral", ["organization", "state", "due_at"], unique=False)
    _passages()
    _endings()
    _staff()


def _passages() -> None:
    op.create_table(
        "passage_code",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_passage_code_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name="pk_passage_code"),
    )
    op.create_index("ix_passage_code_person_id", "passage_code", ["person_id"], unique=False)


def _endings() -> None:
    op.create_table(
        "ended_identity",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ended_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_ended_identity"),
    )
    op.create_index("ix_ended_identity_ended_at", "ended_identity", ["ended_at"], unique=False)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Key, nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("organization", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("disabled_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("login", name="uq_staff_login"),
    )
    op.create_table(
        "staff_session",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", Key, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name="pk_staff_session"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "delivery_contact",
        sa.Column("organization", sa.String(length=64), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("verified_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", name="pk_delivery_contact"),
    )
