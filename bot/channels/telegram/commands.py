"""Telegram's commands: each stands for a command that people type in the words of their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.conversation.words import Words

MENU: Mapping[str, str] = MappingProxyType(
    {
        "menu": "stop",
        "back": "go_back",
        "restart": "restart",
        "language": "change_language",
        "person": "talk_to_counsellor",
        "privacy": "ask_privacy",
        "erase": "delete_my_data",
        "help": "help",
    }
)
"""Those that the menu shows, in its order; their descriptions are `telegram.commands.<name>`."""

_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "stop": "stop",
        "retour": "go_back",
        "atras": "go_back",
        "recommencer": "restart",
        "reiniciar": "restart",
        "langue": "change_language",
        "idioma": "change_language",
        "personne": "talk_to_counsellor",
        "persona": "talk_to_counsellor",
        "confidentialite": "ask_privacy",
        "privacidad": "ask_privacy",
        "effacer": "delete_my_data",
        "borrar": "delete_my_data",
        "export": "export_my_data",
        "aide": "help",
        "ayuda": "help",
        "settings": "change_language",
    }
)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s|$)")
COMMANDS: Mapping[str, str] = MappingProxyType({**MENU, **_ALSO})


def command_of(text: str) -> str | None:
    """The command that a text begins with, in small letters; None where it isn't one."""
    found = _COMMAND.match(text)
    return found[1].lower() if found else None


def typed_words(text: str, words: Words, language: str) -> str:
    """A text, with a command of ours in the words that people type for it; an unknown one stays as it is."""
    named = COMMANDS.get(command_of(text) or "")
    known = words.synonyms(language, f"commands.{named}") if named else ()
    return known[0] if known else text
