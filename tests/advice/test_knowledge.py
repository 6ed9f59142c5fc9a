from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.loading.knowledge import KNOWLEDGE, load_knowledge
from bot.loading.problems import ProblemsError


@pytest.mark.parametrize(
    ("file", "written", "instead", "said"),
    [
        ("programmes.yml", "              visitor: failed\n", "", "'visitor' of 'status' has no outcome"),
        ("programmes.yml", "visitor: failed", "visitor: no", "'no' is not an outcome"),
        ("programmes.yml", "visitor: failed", "tourist: failed", "'tourist' is not a value of 'status'"),
        ("programmes.yml", "[pasi_status, pasi_residence, destination]", "[pasi]", "'pasi' is not a criterion"),
        ("programmes.yml", "source: mess_five_years", "source: hearsay", "the source 'hearsay' is not listed"),
        ("programmes.yml", "  - [status]\n", "", "'status' is never asked"),
        ("readiness.yml", "asks: [network]", "asks: []", "'network' is read and never asked"),
        ("readiness.yml", "job_theme: {green: yellow, ", "job_theme: {", "'green' of 'job_theme' has no outcome"),
        ("routing.yml", "verdict.sae_r: [not_eligible]", "verdict.sae: [not_eligible]", "'verdict.sae' is no field"),
        ("routing.yml", "kind: youth", "kind: young", "'young' is not a kind of organisation"),
        ("municipalities.yml", "region: bas_saint_laurent", "region: bas", "'bas' is not a region"),
        ("directory.yml", "kinds: [sae_r, settlement]", "kinds: [sae]", "'sae' of 'promis' is not a known kind"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(
    tmp_path: Path, file: str, written: str, instead: str, said: str
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert written in text
    (folder / file).write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        load_knowledge(folder)
    problem = next(problem for problem in refused.value.problems if said in problem.message)
    assert problem.path == folder / file
    assert problem.line
    assert problem.remedy


def test_mistakes_of_several_files_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    for file in ("programmes.yml", "readiness.yml"):
        (folder / file).write_text("meta: {}\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        load_knowledge(folder)
    assert {problem.path.name for problem in refused.value.problems} == {"programmes.yml", "readiness.yml"}
