"""Files as editors write them: text stays text until a schema types it, and each mistake has its file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.loading.problems import ProblemsError
from bot.loading.script import load_flows, load_vocabulary
from bot.loading.strict_yaml import Written, read, read_tree


@dataclass(frozen=True, kw_only=True)
class Hours(Written):
    """A schema of the tests' own."""

    opens: str
    since: date
    seats: int = 0


def written(folder: Path, text: str) -> Path:
    path = folder / "hours.yml"
    path.write_text(text, encoding="utf-8")
    return path


def problem_of(path: Path, schema: type[object]) -> str:
    with pytest.raises(ProblemsError) as raised:
        read(path, schema)
    return str(raised.value)


def test_scalars_stay_as_they_were_written(tmp_path: Path) -> None:
    tree = read_tree(written(tmp_path, "a: no\nb: 01\nc: 18:30\nd: 2026-11-20\ne: null\n"))
    assert tree == {"a": "no", "b": "01", "c": "18:30", "d": "2026-11-20", "e": "null"}
    assert tree.lines["c"] == 3


def test_a_schema_types_what_it_names(tmp_path: Path) -> None:
    hours = read(written(tmp_path, "opens: 08:30\nsince: 2026-11-20\nseats: '12'\n"), Hours)
    assert hours == Hours(opens="08:30", since=date(2026, 11, 20), seats=12)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("opens: a\nopens: b\nsince: 2026-11-20\n", 2, "written twice"),
        ("opens: a\nsince: 2026-13-40\n", 2, "2026-13-40"),
        ("opens: a\nsince: 2026-11-20\nclosed: x\n", 3, "'closed' is not known here"),
        ("opens: a\n", 1, "'since' is missing"),
        ("opens: [a\n", 2, ""),
        ("- a\n", 1, "key: value"),
    ],
)
def test_a_mistake_has_its_file_its_line_and_a_remedy(tmp_path: Path, text: str, line: int, said: str) -> None:
    message = problem_of(written(tmp_path, text), Hours)
    assert message.startswith(f"{tmp_path / 'hours.yml'}:{line}: ")
    assert said in message
    assert " → " in message


@pytest.mark.parametrize("condition", ["status", "[status]", "{any: citizen}", "{not: citizen}", "{status: {a: b}}"])
def test_a_malformed_condition_is_a_problem_with_its_line(tmp_path: Path, condition: str) -> None:
    facts = tmp_path / "facts.yml"
    facts.write_text(f"project:\n  type: words\n  purpose: x\n  applies_when: {condition}\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"facts\.yml:1"):
        load_vocabulary(facts)
    (tmp_path / "facts.yml").unlink()
    flow = tmp_path / "hello.yml"
    flow.write_text(f"flow: hello\nkind: flow\nsteps:\n  - say: hello\n    when: {condition}\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"hello\.yml:[45]"):
        load_flows(tmp_path)
