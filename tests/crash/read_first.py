"""Imported once by the process that every server is forked from."""

from __future__ import annotations

import bot.app
import bot.house

bot.house.read_contents()
