"""An answer has its claims, a length that helps, and no figure from nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.advice.answers import Answer, Claim
from bot.checking.answers import figures, problems
from bot.checking.claims import claims
from bot.checking.material import Material, Sources, load
from bot.cli import main
from bot.conversation.words import LANGUAGES
from bot.loading.answers import read_answers
from bot.loading.knowledge import KNOWLEDGE, load_knowledge
from bot.loading.problems import ProblemsError
from bot.loading.script import load_script
from tests.checking.small import ON


@pytest.fixture(scope="module")
def real() -> Material:
    material, _ = load(Sources(), ON)
    assert material is not None
    return material


def told(material: Material, answers: dict[str, Answer]) -> list[str]:
    """The problems, with these answers instead."""
    changed = replace(material, knowledge=replace(material.knowledge, answers=answers))
    return [one.message for one in problems(changed)]


def test_the_answers_people_read_have_no_problem(real: Material) -> None:
    assert [str(one) for one in problems(real)] == []


def test_an_answer_that_no_flow_gives_is_told(real: Material) -> None:
    answers = dict(real.knowledge.answers)
    assert told(real, answers | {"ask_pets": answers["ask_work"]}) == ["no flow gives the answer 'ask_pets'"]


def test_an_answer_that_rests_on_nothing_is_told(real: Material) -> None:
    answers = {name: one for name, one in real.knowledge.answers.items() if name != "ask_work"}
    assert told(real, answers) == ["nothing says what 'ask_work' rests on"]


def test_a_figure_that_nobody_claims_is_told_in_each_language(real: Material) -> None:
    answers = dict(real.knowledge.answers)
    kept = tuple(one for one in answers["ask_housing"].claims if "15" not in figures(one.states))
    found = told(real, answers | {"ask_housing": replace(answers["ask_housing"], claims=kept)})
    assert sum("says 15, which no claim of 'ask_housing' does" in one for one in found) == len(LANGUAGES)


@pytest.mark.parametrize(("words", "wanted"), [(59, True), (60, False), (150, False), (151, True)])
def test_an_answer_too_short_or_too_long_is_told(real: Material, words: int, wanted: bool) -> None:
    entry = replace(real.words.texts["fr"]["ask_work.says.answer"], forms={"": "mot " * words})
    texts = dict(real.words.texts) | {"fr": dict(real.words.texts["fr"]) | {"ask_work.says.answer": entry}}
    changed = replace(real, words=replace(real.words, texts=texts))
    assert [one.message for one in problems(changed)] == (
        [f"the answer 'ask_work' has {words} words, 60 to 150 wanted"] if wanted else []
    )


def test_a_figure_is_the_same_however_it_is_set() -> None:
    assert figures("1\u00a0000 $ en 2024, 15 jours, 9,35 $") == figures("$1,000 in 2024; 15 days; $9.35")
    assert figures("en 2024, 15 jours") == {"2024", "15"}


BROKEN = {
    "a source nobody listed": (
        "source: mess, confidence: A",
        "source: mesz, confidence: A",
        "the source 'mesz' is not listed",
    ),
    "a place nobody listed": ("official: [tal]", "official: [tall]", "the official place 'tall' is not listed"),
    "a claim twice": ("id: second", "id: first", "'first' is claimed twice by 'ask_housing'"),
    "a confidence that doesn't exist": ("confidence: B", "confidence: sure", "confidence"),
}
WHOLE = """\
meta: {checked_on: 2026-11-20, recheck_every: 180}
sources: {mess: "MESS, 2021"}
answers:
  ask_housing:
    official: [tal]
    claims:
      - {id: first, source: mess, confidence: A, states: "Une chose."}
      - {id: second, source: mess, confidence: B, states: "Une autre."}
official: {tal: {name: Tribunal, site: tal.gouv.qc.ca}}
"""


def test_a_sound_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(WHOLE, encoding="utf-8")
    answer = read_answers(path)["ask_housing"]
    assert answer.claims[1] == Claim(id="second", states="Une autre.", source="MESS, 2021", confidence="B")
    assert answer.sources == ("MESS, 2021",)
    assert answer.official[0].site == "tal.gouv.qc.ca"


@pytest.mark.parametrize(("before", "after", "message"), BROKEN.values(), ids=list(BROKEN))
def test_a_mistake_in_the_file_is_refused_with_its_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(WHOLE.replace(before, after), encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        read_answers(path)
    assert message in str(refused.value)
    assert all(one.line and one.path == path for one in refused.value.problems)


# --- what is asserted ---------------------------------------------------------------------------------------------


def test_every_claim_has_a_source_and_a_day() -> None:
    found = list(claims(load_knowledge(), load_script().words))
    assert all(one.source.strip() and one.states.strip() and one.checked_on for one in found)
    assert len({one.where for one in found}) == len(found)
    assert {one.where.partition(".")[0] for one in found} >= {"ask_housing", "sae_r"}


def test_a_sample_of_claims_is_the_same_for_the_same_seed() -> None:
    runner = CliRunner()
    drawn = [
        runner.invoke(main, ["content", "claims", "--sample", "5", "--seed", seed]).stdout for seed in ("1", "1", "2")
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    lines = [json.loads(line) for line in drawn[0].splitlines()]
    assert [set(line) for line in lines] == [{"where", "states", "source", "confidence", "checked_on"}] * 5


def test_the_knowledge_is_where_the_command_looks() -> None:
    assert (KNOWLEDGE / "answers.yml").exists()
