"""What the other modules of the channel agree on."""

from __future__ import annotations

CHANNEL = "telegram"
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of update asked for: nothing else reaches us."""
