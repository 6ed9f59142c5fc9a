"""Turning the pages of a long list, and buttons of another life."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from bot.conversation.replies import Option, Reply, payload
from bot.service.records import BODY, plain, written
from bot.store.tables import conversation, identity, outgoing
from tests.channels.telegram.exchange import Exchange


def ask_a_long_list(one: Exchange, asking: int) -> int:
    """A question with seventeen answers goes out to the only person there; its number."""
    store = one.house.store
    options = tuple(
        Option(title=f"Region number {n}", payload=payload("f", "region", f"r{n}", asking)) for n in range(17)
    )
    reply = Reply(text="Where to?", key="test.where", language="en", options=options)

    def ask(connection: object) -> int:
        where = connection.execute(select(conversation.c.id, conversation.c.last_sequence)).one()  # type: ignore[attr-defined]
        to = connection.execute(select(identity.c.id)).scalar_one()  # type: ignore[attr-defined]
        row = {"conversation_id": where.id, "sequence": where.last_sequence + 1, "identity_id": to}
        body = {"body_sealed": store.sealer.seal(written(plain(reply)), BODY), "created_at": datetime.now(UTC)}
        connection.execute(insert(outgoing).values(**row, **body))  # type: ignore[attr-defined]
        connection.execute(update(conversation).values(last_sequence=where.last_sequence + 1))  # type: ignore[attr-defined]
        number: int = where.last_sequence + 1
        return number

    return store.run(ask)


def test_a_page_is_turned_without_a_turn_of_the_conversation(on_database: Exchange) -> None:
    one = on_database
    ana = one.newcomer("en")
    before, recorded = len(one.world.spoken(ana.id)), one.recorded()
    ask_a_long_list(one, 5)
    asked = one.told_since(ana, before)[0]
    assert asked.buttons[0].text == "Region number 0"
    one.world.press(ana, asked, one.button(asked, "2/3 ▶").data)
    one.until(lambda: asked.buttons[0].text == "Region number 8")
    one.world.press(ana, asked, one.button(asked, "3/3 ▶").data)
    one.until(lambda: [button.text for button in asked.buttons] == ["Region number 16", "◀ 2/3"])
    one.until(lambda: len(one.calls("answerCallbackQuery")) == 2)
    assert (one.recorded(), len(one.world.spoken(ana.id))) == (recorded, before + 1)


def test_a_page_of_another_life_of_the_conversation_is_not_turned(polling: Exchange) -> None:
    ana = polling.newcomer("en")
    before = len(polling.world.spoken(ana.id))
    number = ask_a_long_list(polling, 5)
    asked = polling.told_since(ana, before)[0]
    keyboard = asked.keyboard
    polling.world.press(ana, asked, f"page:{number}:6:1")
    polling.until(lambda: len(polling.calls("answerCallbackQuery")) == 1)
    polling.world.press(ana, asked, f"page:{number}:5:1")
    polling.until(lambda: asked.keyboard != keyboard)
    assert len(polling.calls("editMessageReplyMarkup")) == 1
