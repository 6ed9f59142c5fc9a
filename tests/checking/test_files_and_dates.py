"""Files that can't be read, knowledge without a source or a date, knowledge too old: each is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.checking import freshness
from bot.checking.everything import check
from bot.checking.material import Material, Sources
from bot.loading.knowledge import KNOWLEDGE
from tests.checking.small import ON, Small


def _told(sources: Sources, folder: Path) -> list[str]:
    material, found = check(sources, ON)
    assert material is None
    return [str(problem).replace(f"{folder}/", "") for problem in found]


UNREADABLE = {
    "a condition that is no mapping": (
        "flows/eligibility.yml",
        ("when: {chosen.after: [done]}", "when: done"),
        "when: done",
        "a condition names facts and values → write '{fact: [value, value]}'",
    ),
    "alternatives that are no list": (
        "flows/eligibility.yml",
        ("when: {chosen.after: [done]}", "when: {any: {project: [job]}}"),
        "when: {any",
        "'any' is a list of conditions → write 'any: [{…}, {…}]'",
    ),
    "values that are no list": (
        "flows/eligibility.yml",
        ("when: {chosen.after: [done]}", "when: {project: {job: yes}}"),
        "when: {project",
        "'project' needs a list of values → write 'project: [value, value]'",
    ),
    "options shown on no condition": (
        "flows/facts.yml",
        ("  shown_when:\n    citizen: {situation: [permanent, absent]}\n", "  shown_when: [citizen]\n"),
        "  shown_when",
        "'shown_when' gives a condition to options → write 'option: {fact: [values]}'",
    ),
    "a key written twice": (
        "content/en/eligibility.yml",
        ("  intro: intro\n", "  intro: intro\n  intro: again\n"),
        "  intro: again",
        "'intro' is written twice (first on line 2) → write each key once",
    ),
    "an unknown key": (
        "flows/resume.yml",
        ("kind: repair", "kind: repair\nopen_on: [help]"),
        "open_on",
        "'open_on' is not known here → check the spelling or remove it",
    ),
    "a step that does two things": (
        "flows/not_understood.yml",
        ("- say: sorry", "- say: sorry\n    ask: project"),
        "- say",
        "a step does exactly one thing → keep one of: ask, say, check, call, offer, hand_off, end",
    ),
}


@pytest.mark.parametrize("situation", UNREADABLE)
def test_a_file_that_cannot_be_read_is_told(small: Small, situation: str) -> None:
    file, (old, new), where, message = UNREADABLE[situation]
    small.change(file, old, new)
    assert _told(small.sources, small.folder) == [f"{file}:{small.line(file, where)}: {message}"]


def test_what_is_wrong_in_several_files_is_told_at_once(small: Small) -> None:
    small.change("flows/resume.yml", "kind: repair", "kind: mending")
    small.change("flows/back.yml", "kind: repair", "kind: mending")
    small.change("content/es/back.yml", "says:", "says: [")
    assert [one.split(":")[0] for one in _told(small.sources, small.folder)] == ["content/es/back.yml"]
    small.change("content/es/back.yml", "says: [", "says:")
    told = [one.split(":")[0] for one in _told(small.sources, small.folder)]
    assert told == ["flows/back.yml", "flows/resume.yml"]


# --- sources and dates ------------------------------------------------------------------------------------------------


@pytest.fixture
def knowledge_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    return folder


def _fresh(sound: Small, folder: Path, on: date = ON) -> list[str]:
    material = sound.material()
    moved = Material(
        sources=replace(material.sources, knowledge=folder),
        script=material.script,
        knowledge=material.knowledge,
        words=material.words,
        on=on,
    )
    return [str(problem).replace(f"{folder}/", "") for problem in freshness.problems(moved)]


def _rewrite(path: Path, old: str, new: str) -> int:
    """Replaces the first of a text; the line on which it was."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_real_knowledge_is_sourced_and_dated(sound: Small) -> None:
    assert _fresh(sound, KNOWLEDGE) == []


def test_knowledge_not_checked_for_long_is_a_warning(sound: Small) -> None:
    told = _fresh(sound, KNOWLEDGE, date(2028, 1, 1))
    assert any("programmes.yml" in one and "warning: this file was last checked on 2026-11-20" in one for one in told)
    assert any("warning: 'sae_status' was last checked" in one for one in told)
    assert all(": warning: " in one for one in told)


def test_a_figure_without_a_source_is_told(sound: Small, knowledge_folder: Path) -> None:
    path = knowledge_folder / "municipalities.yml"
    _rewrite(path, "population: 48935, population_year: 2021,", "population: 48935,")
    line = _rewrite(path, "mrc: Rimouski-Neigette, source: recensement_2021", "mrc: Rimouski-Neigette, source: ''")
    assert _fresh(sound, knowledge_folder) == [
        f"municipalities.yml:{line}: 'population' of 'Rimouski' has no source → write 'source'",
        f"municipalities.yml:{line}: the population of 'Rimouski' has no year → write 'population_year'",
    ]


def test_an_organisation_without_a_source_is_told(sound: Small, knowledge_folder: Path) -> None:
    path = knowledge_folder / "directory.yml"
    _rewrite(path, "sources: [passerelle, iripi]", "sources: []")
    line = _rewrite(path, "id: promis", "id: promis")
    assert _fresh(sound, knowledge_folder) == [f"directory.yml:{line}: 'promis' has no source → say where it was read"]


def test_a_source_that_says_nothing_is_told(sound: Small, knowledge_folder: Path) -> None:
    path = knowledge_folder / "programmes.yml"
    told = 'francisation: "Francisation Québec, guichet unique depuis le 1er juin 2023"'
    line = _rewrite(path, told, "francisation: ''")
    assert _fresh(sound, knowledge_folder) == [
        f"programmes.yml:{line}: the source 'francisation' is empty → say where this was read"
    ]


def test_an_organisation_confirmed_over_a_year_ago_is_a_warning(sound: Small, knowledge_folder: Path) -> None:
    line = _rewrite(knowledge_folder / "directory.yml", 'verified_on: ""', "verified_on: 2025-11-01")
    message = (
        "warning: 'promis' was last confirmed on 2025-11-01, more than a year ago → confirm it again, or empty the date"
    )
    assert _fresh(sound, knowledge_folder) == [f"directory.yml:{line}: {message}"]
