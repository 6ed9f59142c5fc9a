"""Plays a path through a door and checks each expectation; what was learned is the same whatever the door.

A door is a channel as a person meets it: something is sent, messages with buttons come back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from bot.conversation.facts import Value
from bot.conversation.replies import read_payload
from bot.journeys.misspelling import misspelled
from bot.journeys.path import Expected, Path, Step

DOUBT, CONFIRM, TAKE_IT = "did_you_mean.offers.confirm.text", "confirm", "take_it"
ABSENT, SAID = "absent", "said"
LANGUAGE = "language"
LANGUAGE_BUTTONS = {"en": "english", "es": "espanol"}
"""The welcome speaks French and offers these."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button as it was received."""

    title: str
    payload: str

    @property
    def option(self) -> str:
        """The option it stands for."""
        parts = read_payload(self.payload)
        return parts[2] if parts else ""

    @property
    def question(self) -> str:
        """The fact or offer it answers."""
        parts = read_payload(self.payload)
        return parts[1] if parts else ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A message as it was received; `key` is that of its words."""

    text: str
    key: str
    buttons: tuple[Button, ...] = ()


class Door(Protocol):
    """A channel, for one person who has never written before."""

    def send(self, text: str, *, again: bool = False) -> tuple[Heard, ...]:
        """Sends a text or a button's payload; `again` sends the last one once more under the same id."""
        ...

    def facts(self) -> Mapping[str, Value]:
        """What is known of the person now."""
        ...

    def wait(self, days: int) -> None:
        """Moves the clock on."""
        ...


@dataclass(frozen=True, kw_only=True)
class Miss:
    """An expectation that wasn't met: in which turn (from 1), and what."""

    turn: int
    message: str

    def __str__(self) -> str:
        return f"turn {self.turn}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Played:
    """How a path went: what wasn't met, and what is known at the end."""

    misses: tuple[Miss, ...]
    facts: Mapping[str, Value]

    @property
    def digest(self) -> str:
        """The same whatever the channel: of the facts and their values, times and ids left out."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in self.facts.items()}
        return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(kw_only=True)
class Player:
    """Plays one path in one language; `typing` types the labels, each with a misspelling, instead of pressing buttons."""

    path: Path
    language: str
    door: Door
    typing: bool = False
    seen: list[Heard] = field(default_factory=list)
    last: tuple[Heard, ...] = ()

    def play(self) -> Played:
        """Plays it to the end, whatever is missed on the way."""
        misses: list[Miss] = []
        for number, step in enumerate(self.path.turns, start=1):
            try:
                self._do(step)
            except LookupError as error:
                misses.append(Miss(turn=number, message=str(error.args[0])))
                continue
            misses += (Miss(turn=number, message=message) for message in self._unmet(step.expect))
        facts = self.door.facts()
        last = len(self.path.turns)
        others = {fact: ABSENT for fact in facts if fact != LANGUAGE}
        finally_facts = {**others, **self.path.finally_facts}
        misses += (Miss(turn=last, message=message) for message in _differences(finally_facts, facts))
        return Played(misses=tuple(misses), facts=facts)

    def _do(self, step: Step) -> None:
        if step.wait_days:
            self.door.wait(step.wait_days)
            return
        if step.begin:
            self._begin()
        elif step.paste:
            self._hear(self.door.send("a" * step.paste))
        elif step.again:
            self._hear(self.door.send("", again=True))
        elif step.type is not None:
            self._hear(self.door.send(step.type[self.language]))
            if step.expect.asks != CONFIRM:
                self._confirm()
        elif step.press_old is not None:
            name, _, option = step.press_old.partition(".")
            self._hear(self.door.send(self._old(name, option).payload))
        elif step.choose is not None:
            self._choose(step.choose)

    def _begin(self) -> None:
        self._hear(self.door.send("/start"))
        if self.language in LANGUAGE_BUTTONS:
            self._choose(LANGUAGE_BUTTONS[self.language])

    def _choose(self, option: str) -> None:
        button = self._on_screen(option)
        self._hear(self.door.send(misspelled(button.title) if self.typing else button.payload))
        if self.typing and _plain(button.title) in _plain(self.last[-1].text if self.last else ""):
            self._confirm()

    def _confirm(self) -> None:
        """Says yes where the words were understood, but not surely: the doubt is then part of the turn."""
        doubt = self.last
        if doubt and doubt[-1].key == DOUBT:
            take_it = self._on_screen(TAKE_IT)
            self._hear(self.door.send(take_it.title if self.typing else take_it.payload))
            self.last = (*doubt, *self.last)

    def _hear(self, heard: tuple[Heard, ...]) -> None:
        self.seen += heard
        self.last = heard

    def _buttons(self) -> tuple[Button, ...]:
        return next((one.buttons for one in reversed(self.seen) if one.buttons), ())

    def _on_screen(self, option: str) -> Button:
        buttons = self._buttons()
        for button in buttons:
            if button.option == option:
                return button
        shown = ", ".join(button.option for button in buttons)
        raise LookupError(f"no button '{option}' on screen, only: {shown}")

    def _old(self, name: str, option: str) -> Button:
        for heard in self.seen:
            for button in heard.buttons:
                if (button.question, button.option) == (name, option):
                    return button
        raise LookupError(f"no button '{name}.{option}' was ever on screen")

    def _unmet(self, expected: Expected) -> Iterator[str]:
        keys = [heard.key for heard in self.last]
        rest = iter(keys)
        for key in expected.says:
            if key not in rest:
                yield f"expected to hear {key}, heard {', '.join(keys)}"
                break
        yield from (f"heard {key}, which should not be said" for key in expected.never_says if key in keys)
        buttons = self._buttons()
        asked = buttons[0].question if buttons else ""
        if expected.asks is not None and asked != expected.asks:
            yield f"expected the question '{expected.asks}', on screen is '{asked}'"
        shown = {button.option for button in buttons}
        yield from (f"no button '{option}'" for option in expected.offers if option not in shown)
        yield from (f"there is a button '{option}'" for option in expected.lacks if option in shown)
        text = _plain("\n".join(heard.text for heard in self.last))
        for words in expected.reads.get(self.language, ()):
            if _plain(words) not in text:
                yield f"the text does not hold '{words}'"
        for words in expected.never_reads.get(self.language, ()):
            if _plain(words) in text:
                yield f"the text holds '{words}'"
        if expected.facts:
            yield from _differences(expected.facts, self.door.facts())


def _is(known: Value | None, value: Value) -> bool:
    if value in (ABSENT, SAID):
        return (known is None) == (value == ABSENT)
    return known in (value, (value,))


def _plain(text: str) -> str:
    """The text without capitals, each space an ordinary one."""
    return re.sub(r"[^\S\n]", " ", text.casefold())


def _differences(expected: Mapping[str, Value], facts: Mapping[str, Value]) -> Iterator[str]:
    for fact, value in expected.items():
        known = facts.get(fact)
        if not _is(known, value):
            yield f"{fact} should be {value}, is {ABSENT if known is None else known}"
