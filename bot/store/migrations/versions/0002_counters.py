"""Statistics become counters, where no row points to a turn; who is erased is found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COUNTED = ("day", "name", "channel", "language", "detail")


def upgrade() -> None:
    """Counts the events there were, then forgets them one by one."""
    op.create_table(
        "statistic_counted",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_COUNTED, name="pk_statistic_counted"),
    )
    op.execute(
        "INSERT INTO statistic_counted (day, name, channel, language, detail, n) "
        "SELECT day, name, channel, language, coalesce(detail, ''), count(*) FROM statistic GROUP BY 1, 2, 3, 4, 5"
    )
    op.drop_table("statistic")
    op.rename_table("statistic_counted", "statistic")
    op.create_index("ix_incoming_identity_id", "incoming", ["identity_id"], unique=False)
    op.create_index("ix_outgoing_identity_id", "outgoing", ["identity_id"], unique=False)
