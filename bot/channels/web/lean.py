"""The widget's scripts as they are sent: the same lines, without the comments and the indents that only their authors need."""

from __future__ import annotations

import re

_DOCUMENTATION = re.compile(r"^\s*/\*\*.*?\*/\n", re.DOTALL | re.MULTILINE)


def lean(script: str) -> str:
    """The script without the lines that are comments, and without what begins or ends a line for nothing.

    Its texts of several lines must not depend on their indents.
    """
    lines = (line.strip() for line in _DOCUMENTATION.sub("", script).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
