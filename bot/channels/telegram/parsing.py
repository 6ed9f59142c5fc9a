"""Updates as the library reads them, one by one: what it can't read never holds up those that come after.

Telegram adds kinds of messages before a library knows them; one that can't be read is taken as something that isn't text.
"""

from __future__ import annotations

import logging
from typing import Any

import telegram

from bot.service.discretion import told

Tree = dict[str, Any]
_KEPT = ("message_id", "date", "chat", "from", "text", "caption", "media_group_id")
_logger = logging.getLogger(__name__)


def parse(tree: Tree) -> telegram.Update | None:
    """The update of a JSON object; None where nothing of it can be read."""
    for readable in (tree, _bare(tree)):
        try:
            return telegram.Update.de_json(readable)
        except Exception as error:  # noqa: BLE001 whatever it is, it can't be read
            _logger.warning("an update can't be read: %s", told(error))
    return None


def readable(tree: Tree) -> Tree:
    """The JSON object of an update as far as it can be read; at least its number, so that it is confirmed."""
    update = parse(tree)
    return update.to_dict() if update else {"update_id": tree["update_id"]}


def _bare(tree: Tree) -> Tree:
    """Who wrote where, and their text; a story stands for whatever else it was."""
    message = tree.get("message")
    if not isinstance(message, dict):
        return {"update_id": tree.get("update_id")}
    kept = {name: message[name] for name in _KEPT if name in message}
    if "text" not in kept and "caption" not in kept:
        kept["story"] = {"chat": kept.get("chat"), "id": 0}
    return {"update_id": tree.get("update_id"), "message": kept}
