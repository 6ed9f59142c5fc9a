"""What is wrong in a file that an editor wrote: collected, never one at a time, each with file, line and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EscaleError


@dataclass(frozen=True)
class Problem:
    """One thing to put right; `line` is None where no line can be named; a warning does not make a check fail."""

    path: Path
    line: int | None
    message: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        kind = "warning: " if self.warning else ""
        return f"{where}: {kind}{self.message} → {self.remedy}"


class ProblemsError(EscaleError):
    """Files hold mistakes; `problems` lists each with its file, line and remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
