"""Becomes the command it is given, after asking Linux to end it with the process PID, its parent: `python beside.py PID COMMAND…`

A server that is killed outright has no time to stop its model; without this, the model would stay, with its memory and its port.
Elsewhere than on Linux the command runs all the same, and only that is lost.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""`man 2 prctl`"""


def main() -> None:
    """Asks, then becomes the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(sys.argv[1]):
            sys.exit("the process that this belongs to is already gone")
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 the command is ours


main()
