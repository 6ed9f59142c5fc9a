"""The model as it runs: trained only where its data changed, served on the loopback, back after a crash; asked from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.nlu.client import RasaClient
from bot.nlu.process import NluProcess
from bot.nlu.project import NluError, Project
from bot.nlu.staging import stage
from bot.nlu.training import train
from tests.channels.telegram.exchange import free_port

BOT = str(Path(sys.executable).with_name("bot"))
PATIENCE = 60.0


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def project() -> Project:
    """The project, its model trained."""
    found = Project()
    assert found.installed(), "Rasa isn't installed: run make nlu"
    train(found)
    return found


@pytest.fixture(scope="module")
def process(project: Project) -> Iterator[NluProcess]:
    running = NluProcess(project=project)
    running.start()
    assert running.wait()
    yield running
    running.stop()
    assert running.pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(running.pid, 0)


def hears(process: NluProcess) -> str:
    client = RasaClient(url=process.url, token=process.token, budget=PATIENCE)
    heard = client.hear("comment trouver un logement à Rimouski")
    client.close()
    return heard.intents[0][0] if heard.intents else ""


def test_nothing_is_trained_again_where_nothing_has_changed(project: Project) -> None:
    written = project.model.stat().st_mtime_ns
    assert train(project) is False
    assert project.model.stat().st_mtime_ns == written


def test_the_model_is_served_to_whoever_has_the_token(process: NluProcess) -> None:
    assert hears(process) == "ask_housing"
    stranger = RasaClient(url=process.url, token="another", budget=PATIENCE)
    assert stranger.hear("comment trouver un logement").intents == ()
    stranger.close()


def test_a_model_that_dies_comes_back_at_the_same_address(process: NluProcess) -> None:
    before = process.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: process.pid != before and process.ready)
    assert hears(process) == "ask_housing"


def test_a_message_is_understood_within_its_budget_of_time_and_memory(process: NluProcess) -> None:
    client = RasaClient(url=process.url, token=process.token)
    client.hear("bonjour")
    times = []
    for number in range(200):
        began = time.perf_counter()
        assert client.hear(f"je cherche un apart {number} pas cher près d'une garderie").intents
        times.append(time.perf_counter() - began)
    client.close()
    assert sorted(times)[100] < 0.015
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 700_000


def test_what_the_model_depends_on_has_a_digest_that_follows_it(project: Project, tmp_path: Path) -> None:
    copy = Project(folder=tmp_path / "nlu", built=tmp_path / "built")
    for folder in ("fr", "components"):
        (copy.folder / folder).mkdir(parents=True)
    (copy.folder / "requirements.txt").write_text("rasa\n")
    copy.pipeline.write_text("language: xx\n")
    messages = copy.folder / "fr" / "greet.yml"
    messages.write_text('version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - allo\n')
    first = stage(copy)
    assert stage(copy) == first
    messages.write_text(messages.read_text() + "      - salut\n")
    second = stage(copy)
    (copy.folder / "components" / "one.py").write_text("pass\n")
    assert len({first, second, stage(copy)}) == 3
    assert "- salut" in (copy.built / "training" / "fr.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_stopped_or_killed_leaves_no_model_behind(
    project: Project, tmp_path: Path, how: signal.Signals
) -> None:
    port = free_port()
    environment = {**os.environ, "ESCALE_DATA": str(tmp_path), "ESCALE_PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([BOT, "serve"], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/readyz"
    until(lambda: _answers(address))
    until(lambda: bool(_children(server.pid)))
    models = _children(server.pid)
    server.send_signal(how)
    assert server.wait(PATIENCE) == (0 if how is signal.SIGTERM else -how)
    until(lambda: not any(_runs(one) for one in models))


def test_whoever_writes_as_soon_as_the_server_answers_is_understood(project: Project, tmp_path: Path) -> None:
    port, token = free_port(), "a token of the first to write"
    environment = {**os.environ, "ESCALE_DATA": str(tmp_path), "ESCALE_PORT": str(port), "ESCALE_REST_TOKEN": token}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([BOT, "serve"], env=environment, stdout=log, stderr=log)
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))
        told = httpx.post(
            f"http://127.0.0.1:{port}/webhooks/rest/webhook",
            params={"token": token},
            json={"sender": "first", "message": "ma femme veut pas quitter montreal"},
            timeout=PATIENCE,
        ).json()
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").json()["nlu"] == "ok"
        assert not [one for one in told if "Je n’ai pas bien compris" in one["text"]]
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.HTTPError:
        return False


def _runs(process: int) -> bool:
    """Whether it still runs; one that ended and that nobody has waited for yet doesn't."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


def test_without_rasa_the_message_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="make nlu"):
        NluProcess(project=Project(folder=tmp_path)).start()


def test_what_is_understood_of_each_line_is_a_line_of_json(project: Project) -> None:
    lines = "combien coûte un loyer à gaspé?\nI want to kill myself\n¿me pagan el pasaje de bus a Sherbrooke?\n\n"
    done = subprocess.run([BOT, "understand"], input=lines, text=True, capture_output=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["language"] for one in said[:3]] == ["fr", "en", "es"]
    assert [one["intent"] for one in said[:3]] == ["ask_housing", "express_distress", "ask_reimbursement"]
    assert [bool(one["distress"]) for one in said] == [False, True, False, False]
    assert {"entity": "municipality", "value": "Gaspé", "text": "gaspé"} in said[0]["entities"]
    assert {"entity": "expense", "value": "travel", "text": "pasaje"} in said[2]["entities"]
    assert len(said) == 4
    assert all(set(one) == set(said[0]) for one in said)
