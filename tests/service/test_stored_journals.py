"""Journals that were stored by an earlier version are read by this one: what was said is still known.

A file of `journals/` is never changed once it was released; a change of what a turn holds adds a file.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.conversation.events import Began
from bot.conversation.journal import Conversation, Entry, dump, fold, load
from bot.house import read_contents

JOURNALS = sorted((Path(__file__).parent / "journals").glob("*.json"))


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_journal_of_an_earlier_version_is_still_read(path: Path) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    for conversation in stored["conversations"]:
        turns = tuple(load(turn) for turn in conversation["turns"])
        state = fold(turns)
        known = {
            fact: list(one.value) if isinstance(one.value, tuple) else one.value for fact, one in state.facts.items()
        }
        assert known == conversation["facts"], conversation["about"]
        assert [frame.flow for frame in state.frames] == conversation["flows"], conversation["about"]
        assert [load(dump(turn)) for turn in turns] == list(turns)


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_who_comes_back_to_a_journal_of_an_earlier_version_is_answered(path: Path) -> None:
    heart = read_contents().heart
    for conversation in json.loads(path.read_text(encoding="utf-8"))["conversations"]:
        turns = tuple(load(turn) for turn in conversation["turns"])
        outcome = heart.turn(Conversation(turns=turns), Began(), turns[-1].at + timedelta(minutes=5))
        assert outcome.replies, conversation["about"]


def test_every_kind_of_entry_is_in_a_stored_journal() -> None:
    stored = [
        turn for path in JOURNALS for one in json.loads(path.read_text())["conversations"] for turn in one["turns"]
    ]
    entries = [entry for turn in stored for entry in load(turn).entries]
    assert {type(entry) for entry in entries} == set(get_args(Entry))
