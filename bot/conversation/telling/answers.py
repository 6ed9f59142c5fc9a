"""What follows an answer: when it was checked, where to confirm it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.answers import Answer
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller
from bot.conversation.words import Param


def tell(teller: Teller, answer: Answer) -> Iterator[Passage]:
    """One message: the day, the official places, the sources."""
    places = teller.listed(f"{place.name} ({place.site})" for place in answer.official)
    params: dict[str, Param] = {"date": answer.checked_on, "places": places}
    checked = teller.say("answers.checked" if answer.official else "answers.checked_nowhere", params)
    sources = teller.say("answers.sources", {"sources": "; ".join(answer.sources)})
    yield Passage(key="answers.checked", params={}, text=f"{checked}\n{sources}")
