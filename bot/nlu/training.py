"""Trains the model, only where what it learns from has changed."""

from __future__ import annotations

import subprocess
from collections import deque
from collections.abc import Callable

from bot.nlu.project import MODEL, NluError, Project, say
from bot.nlu.staging import TRAINING, stage

LAST_WORDS = 80
"""Lines of Rasa's that are told whole where it fails: what is told as it goes leaves most of them out."""


def train(project: Project, *, anew: bool = False, tell: Callable[[str], None] = say) -> bool:
    """Trains where needed; whether it did. Raises `NluError` or `ProblemsError`."""
    learnt_from = stage(project)
    mark = project.built / "learnt_from"
    if not anew and project.model.exists() and mark.exists() and mark.read_text(encoding="utf-8") == learnt_from:
        return False
    command = project.command(
        "train",
        "nlu",
        "--nlu",
        str(project.built / TRAINING),
        "--config",
        str(project.pipeline),
        "--out",
        str(project.built),
        "--fixed-model-name",
        MODEL,
    )
    mark.unlink(missing_ok=True)
    _run(project, command, tell)
    if not project.model.exists():
        raise NluError(f"Rasa said nothing, and wrote no model: {project.model} isn't there. Run: bot train")
    mark.write_text(learnt_from, encoding="utf-8")
    return True


def _run(project: Project, command: tuple[str, ...], tell: Callable[[str], None]) -> None:
    said: deque[str] = deque(maxlen=LAST_WORDS)
    with subprocess.Popen(  # noqa: S603 our own command
        command,
        cwd=project.folder,
        env=dict(project.environment()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            tell(line)
    if process.returncode != 0:
        raise NluError(f"Rasa could not train (exit status {process.returncode}). It said:\n{''.join(said)}")
