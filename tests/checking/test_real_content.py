"""What people read and are asked today passes every check."""

from __future__ import annotations

from bot.batch import today_in_montreal
from bot.checking.everything import check
from bot.checking.material import Sources


def test_the_flows_words_knowledge_and_translations_have_no_problem() -> None:
    _, found = check(Sources(), today_in_montreal())
    assert [str(problem) for problem in found if not problem.warning] == []
