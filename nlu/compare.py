"""Trains each pipeline on the same share of the messages, and measures it on the development set.

    cd nlu && .venv/bin/python compare.py [--share 0.15] [pipelines/diet.yml … ../config.yml]

Prints a line a pipeline: seconds of training, megabytes of the process, milliseconds a message (median, 95th percentile), accuracy in
each language, how many messages are answered from a confidence of .65 and how many of those rightly. Each runs in a process of its own.
The data are those that `bot train` has written.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import yaml

LANGUAGES = ("fr", "en", "es")
BUILT = Path(".build")
SURE = 0.65
Message = Tuple[str, str, str]


def main() -> None:
    """Measures every pipeline asked for, or the one that `--only` names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("pipelines", nargs="*", default=[*sorted(map(str, Path("pipelines").glob("*.yml"))), "../config.yml"])
    parser.add_argument("--share", type=float, default=0.15)
    parser.add_argument("--only", action="store_true")
    arguments = parser.parse_args()
    if arguments.only:
        print(measured(arguments.pipelines[0], arguments.share), flush=True)
        return
    print("| pipeline | training s | MB | ms p50 / p95 | fr | en | es | answered | rightly |\n|---|---|---|---|---|---|---|---|---|", flush=True)
    for pipeline in arguments.pipelines:
        command = [sys.executable, __file__, "--only", "--share", str(arguments.share), pipeline]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
        print(next((line for line in done.stdout.splitlines() if line.startswith("| ")), f"| {pipeline} | failed |"), flush=True)


def messages(folder: str) -> Iterator[Message]:
    """Text, intent and language of each message."""
    for language in LANGUAGES:
        for block in yaml.safe_load((BUILT / folder / f"{language}.yml").read_text(encoding="utf-8"))["nlu"]:
            yield from ((line[2:], block["intent"], language) for line in block["examples"].splitlines())


def some(everything: List[Message], share: float) -> List[Message]:
    """The same share of each intent in each language, drawn with the same seed."""
    groups: Dict[Tuple[str, str], List[Message]] = {}
    for one in everything:
        groups.setdefault((one[1], one[2]), []).append(one)
    drawn = random.Random(7)
    return [one for group in groups.values() for one in drawn.sample(group, max(8, round(len(group) * share)))]


def measured(pipeline: str, share: float) -> str:
    """A line of the table."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    learnt = some(list(messages("training")), share)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.yml"
        data.write_text(_as_rasa(learnt), encoding="utf-8")
        began = time.perf_counter()
        model = train_nlu(pipeline, str(data), folder, fixed_model_name="compared")
        seconds = time.perf_counter() - began
        agent = Agent.load(model)
    times: List[float] = []
    said: List[Tuple[str, bool, float]] = []
    for text, intent, language in messages("development"):
        began = time.perf_counter()
        found = asyncio.run(agent.parse_message(text))["intent"]
        times.append(1000 * (time.perf_counter() - began))
        said.append((language, found["name"] == intent, found["confidence"]))
    times.sort()
    sure = [right for _, right, confidence in said if confidence >= SURE]
    accuracies = " | ".join(
        f"{sum(right for one, right, _ in said if one == language) / sum(one == language for one, _, _ in said):.3f}"
        for language in LANGUAGES
    )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {Path(pipeline).stem} ({len(learnt)} messages) | {seconds:.0f} | {megabytes:.0f} | {times[len(times) // 2]:.1f} / "
        f"{times[int(len(times) * 0.95)]:.1f} | {accuracies} | {len(sure) / len(said):.2f} | {sum(sure) / max(1, len(sure)):.2f} |"
    )


def _as_rasa(learnt: List[Message]) -> str:
    blocks = [
        {"intent": intent, "metadata": {"language": language}, "examples": "".join(f"- {text}\n" for text, one, other in learnt if (one, other) == (intent, language))}
        for intent, language in sorted({(intent, language) for _, intent, language in learnt})
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=10_000)


main()
