"""Erasing a person: what they said, what came in from them and what went out, the drafts never sent.

What stays says nothing of them: row numbers, so that an old button can't fit a new question; the address, until the last
message has gone; and the referrals that an organisation already holds, which it keeps under its own law.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from bot.conversation.effects import Effect, Erase
from bot.conversation.events import EffectResult, Erased
from bot.service.protocols import EffectContext
from bot.store.tables import conversation, identity, incoming, journal, outgoing, referral


class Erasure:
    """Handles `Erase`."""

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        if not isinstance(effect, Erase):
            raise TypeError(type(effect).__name__)
        erase(connection, context.person_id)
        return Erased(reason=effect.reason, language=effect.language)


def erase(connection: Connection, person_id: int) -> None:
    """Erases what is kept about a person; what they write next begins anew."""
    conversations = select(conversation.c.id).where(conversation.c.person_id == person_id)
    identities = select(identity.c.id).where(identity.c.person_id == person_id)
    connection.execute(delete(journal).where(journal.c.conversation_id.in_(conversations)))
    connection.execute(update(incoming).where(incoming.c.identity_id.in_(identities)).values(content_sealed=None))
    connection.execute(update(outgoing).where(outgoing.c.conversation_id.in_(conversations)).values(body_sealed=None))
    connection.execute(delete(referral).where((referral.c.person_id == person_id) & (referral.c.state == "draft")))
    connection.execute(
        update(conversation)
        .where(conversation.c.person_id == person_id)
        .values(base=conversation.c.last_number, revision=conversation.c.revision + 1, language=None)
    )
