"""Telegram's commands: each stands for a command of the conversation, the same in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

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


UNKNOWN = "no_such_command"
"""What the conversation doesn't understand."""


def command_of(text: str) -> str | None:
    """The conversation's command that a text is; None where it is no command at all."""
    found = _COMMAND.match(text)
    return COMMANDS.get(found[1].lower(), UNKNOWN) if found else None
