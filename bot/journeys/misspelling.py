"""Misspells a label as a thumb would: two letters of its longest word change places, always the same ones."""

from __future__ import annotations

import re

SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]+")


def misspelled(label: str) -> str:
    """The label with two neighbouring letters of its longest word swapped; too short a word is left as it is."""
    longest = max(_WORD.finditer(label), key=lambda match: len(match.group()), default=None)
    if longest is None or len(longest.group()) < SHORTEST:
        return label
    word = longest.group()
    for at in range(len(word) // 2, len(word) - 1):
        if word[at] != word[at + 1]:
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            return label[: longest.start()] + swapped + label[longest.end() :]
    return label
