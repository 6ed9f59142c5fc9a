"""Where Rasa's project is, and the environment it runs in: a home of its own, no telemetry, only its own Python."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EscaleError
from bot.loading.examples import NLU

MODEL = "escale"
_NOISE = re.compile(r"Warning|^\s+\S|pkg_resources|declare_namespace|^$")


class NluError(EscaleError):
    """The model can't be trained or run; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """The folder `nlu/`, and the folder where what is built of it goes."""

    folder: Path = NLU
    built: Path = NLU / ".build"

    @property
    def pipeline(self) -> Path:
        """What is done with a message."""
        return self.folder.parent / "config.yml"

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.built / f"{MODEL}.tar.gz"

    @property
    def rasa(self) -> Path:
        """Rasa's command, run by the project's own Python."""
        return self.folder / ".venv" / "bin" / "rasa"

    def installed(self) -> bool:
        """Whether Rasa was installed (`make nlu`)."""
        return self.rasa.exists()

    @property
    def python(self) -> Path:
        """The project's own Python."""
        return self.folder / ".venv" / "bin" / "python"

    def beside(self, *arguments: str) -> tuple[str, ...]:
        """A Rasa command that ends when this process does, even killed; raises `NluError` as `command`."""
        return (str(self.python), str(self.folder / "beside.py"), str(os.getpid()), *self.command(*arguments))

    def command(self, *arguments: str) -> tuple[str, ...]:
        """A Rasa command; raises `NluError` where Rasa isn't installed."""
        if not self.installed():
            raise NluError(
                f"Rasa isn't installed in {self.folder}. Run: make nlu (it takes 2.6 GB), or go on without it: --no-nlu."
            )
        return (str(self.rasa), *arguments)

    def environment(self) -> Mapping[str, str]:
        """The environment of a Rasa process: nothing of ours but the path."""
        home = self.built / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_MAX_CACHE_SIZE": "0",  # its cache doesn't see that the code of a component has changed
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "OPENBLAS_NUM_THREADS": "1",  # a message is too small to share among threads
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONWARNINGS": "ignore",
        }


def say(line: str) -> None:
    """A line of a Rasa command that someone may want to read, on standard error."""
    if not _NOISE.search(line):
        print(line.rstrip(), file=sys.stderr)
