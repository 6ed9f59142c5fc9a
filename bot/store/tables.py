"""The tables: who is known, what was said, what came in and goes out, what was handed over, and what must happen later.

Every column named `…sealed` holds a `bot.store.sealing` ciphertext, every hash and digest is keyed, every instant is UTC.
What stays in plain about a person: their language, when and on which channel they wrote; the organisation, states, dates,
outcome, counsellor and urgency of each referral and consent, and its kind unless that would tell a status. An organisation
may tell one by itself: whoever holds the file must be trusted with it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant as the database keeps it; a naive one is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("id", Key, primary_key=True),
    Column("created_at", Instant, nullable=False),
)

identity = Table(  # how a person is found (keyed hash) and written to (sealed address) on one channel
    "identity",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("address_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("unreachable_at", Instant),  # nothing can be sent there since: blocked, or gone
    UniqueConstraint("channel", "hash"),
)

conversation = Table(  # one a person; `base` counts erased turns, `revision` changes with every write
    "conversation",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("language", String(8)),
    Column("base", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
    Column("sending_until", Instant),  # leased by whoever sends what goes out, or put off
    Column("sending_sequence", Integer),  # what was being sent: found here after a crash, it may be sent twice
)

journal = Table(  # one row a turn
    "journal",
    metadata,
    Column("conversation_id", Key, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body_sealed", LargeBinary, nullable=False),
)

incoming = Table(  # what came in, once; the content is emptied after a while, the row stays
    "incoming",
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("update_id", String(64), nullable=False),
    Column("identity_id", Key, ForeignKey("identity.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("content_sealed", LargeBinary),
    Column("received_at", Instant, nullable=False, index=True),
    Column("handled_at", Instant),
    Column("outcome", String(16)),  # answered, or trouble where the turn failed
    UniqueConstraint("channel", "update_id"),
)
_unhandled = incoming.c.handled_at.is_(None)
Index(
    "ix_incoming_waiting",
    incoming.c.identity_id,
    incoming.c.id,
    sqlite_where=_unhandled,
    postgresql_where=_unhandled,
)

outgoing = Table(  # what goes out, in order; `incoming_id` is the message it answers, none where it comes unasked
    "outgoing",
    metadata,
    Column("conversation_id", Key, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("identity_id", Key, ForeignKey("identity.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("incoming_id", Key, ForeignKey("incoming.id", ondelete="SET NULL"), index=True),
    Column("body_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False, index=True),
    Column("sent_at", Instant),
)
_unsent = outgoing.c.sent_at.is_(None)
Index(
    "ix_outgoing_unsent",
    outgoing.c.identity_id,
    outgoing.c.sequence,
    sqlite_where=_unsent,
    postgresql_where=_unsent,
)

passage_code = Table(  # goes on, on another channel, with the same conversation: once, within minutes
    "passage_code",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)

ended_identity = Table(  # an address, by its hash, whose owner had everything erased: it opens nothing again
    "ended_identity",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("ended_at", Instant, nullable=False, index=True),
)

referral = Table(  # a handoff; its life is in `contracts.md`, "A referral's life"
    "referral",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("conversation_id", Key, ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
    Column("previous_id", Key, ForeignKey("referral.id", ondelete="SET NULL")),
    Column("reference", String(32), unique=True),  # none while a draft
    Column("state", String(16), nullable=False),
    Column("outcome", String(32)),
    Column("decline_reason", String(32)),
    Column("organization", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("language", String(8), nullable=False),
    Column("counsellor", String(64)),
    Column("summary_sealed", LargeBinary, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("state_at", Instant, nullable=False),
    Column("due_at", Instant),
    Index("ix_referral_state", "state", "due_at"),
    Index("ix_referral_organization", "organization", "state", "due_at"),
    sqlite_autoincrement=True,  # a consent names a draft by its id: never the id of another one
)

referral_event = Table(  # every move of a referral: who, when, why
    "referral_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("referral_id", Key, ForeignKey("referral.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("state_from", String(16)),
    Column("state_to", String(16), nullable=False),
    Column("reason", String(64)),
    Column("note_sealed", LargeBinary),
)

consent = Table(  # what a person agreed to: the purpose, who receives, through whom; keyed digest of page, recipient, way, language
    "consent",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("referral_id", Key, ForeignKey("referral.id", ondelete="SET NULL"), index=True),
    Column("purpose", String(32), nullable=False),
    Column("organization", String(64)),
    Column("via_operator", Boolean, nullable=False),
    Column("wording_digest", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)

job = Table(  # what must happen later, where jobs run in process; a key waits at most once a name
    "job",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("key", String(128)),
    Column("payload", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Instant),
    Column("done_at", Instant),
    Column("failed_at", Instant),
    Column("problem", String(200)),
    Index("ix_job_waiting", "done_at", "failed_at", "due_at"),
)
_waiting = job.c.done_at.is_(None) & job.c.failed_at.is_(None)
Index("uq_job_waiting_key", job.c.name, job.c.key, unique=True, sqlite_where=_waiting, postgresql_where=_waiting)

audit = Table(  # who looked at or changed what
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", String(200)),
)

staff = Table(  # who may sign in to the console: an operator, or a counsellor of an organisation
    "staff",
    metadata,
    Column("id", Key, primary_key=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("organization", String(64)),
    Column("password_hash", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

staff_session = Table(  # an open session of the console, found by the keyed hash of its token
    "staff_session",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("staff_id", Key, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

delivery_contact = (
    Table(  # where an organisation receives pages, once an operator confirmed it; over what the files say
        "delivery_contact",
        metadata,
        Column("organization", String(64), primary_key=True),
        Column("contact_sealed", LargeBinary, nullable=False),
        Column("verified_on", Date, nullable=False),
        Column("verified_by", String(64), nullable=False),
    )
)

unread = Table(  # a sentence that wasn't understood, kept with consent and without names: by day, never by hour
    "unread",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("text_sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a form of the console names one by its id: never the id of another one
)

setting = Table(  # what the house itself must remember; secrets are sealed
    "setting",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value_sealed", LargeBinary, nullable=False),
)

statistic = Table(  # how often something happened that day: no row is anyone's
    "statistic",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("detail", String(64), primary_key=True),
    Column("n", Integer, nullable=False),
)
