"""Rasa's own measure of the model on the development set: reports, errors and pictures in `nlu/.build/rasa-test`.

python -m benchmarks.rasa_test
"""

from __future__ import annotations

import subprocess
import sys

from bot.nlu.project import Project, say
from bot.nlu.staging import DEVELOPMENT, stage

RESULTS = "rasa-test"


def main() -> int:
    """Runs `rasa test nlu`; its exit status."""
    project = Project()
    stage(project)
    results = project.built / RESULTS
    command = project.command(
        *("test", "nlu", "--nlu", str(project.built / DEVELOPMENT), "--model", str(project.model)),
        *("--out", str(results)),
    )
    done = subprocess.run(
        command, cwd=project.folder, env=dict(project.environment()), capture_output=True, text=True, check=False
    )
    for line in done.stderr.splitlines():
        say(line)
    print(results)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
