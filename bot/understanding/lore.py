"""All that a reader knows before a text comes: the script's own words, the commands, the places, the cues. Built once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.conversation.facts import DECLINED, UNKNOWN
from bot.conversation.question import Choice
from bot.conversation.script import Script
from bot.conversation.words import LANGUAGES
from bot.understanding import choices
from bot.understanding.cues import Cues
from bot.understanding.ears import Ears
from bot.understanding.places import Gazetteer


@dataclass(frozen=True, kw_only=True)
class Lore:
    """`metropolitan` are the places of Greater Montréal: never taken for a destination in a sentence about something else."""

    script: Script
    ears: Ears
    gazetteer: Gazetteer
    cues: Mapping[str, Cues]
    metropolitan: frozenset[str]

    @cached_property
    def commands(self) -> Mapping[str, tuple[Choice, ...]]:
        """Every command by language, with what people type for it."""
        named = (*self.script.opened_by, UNKNOWN, DECLINED, "skip_question")
        return {language: tuple(self._commands(language, named)) for language in LANGUAGES}

    def _commands(self, language: str, named: tuple[str, ...]) -> Iterator[Choice]:
        for command in named:
            words, typed = self.script.words, self.script.words.synonyms(language, f"commands.{command}")
            shown = f"common.{command}"
            if words.has(language, shown):
                yield Choice(id=command, label=words.text(language, shown), typed=typed)
            elif typed:
                yield Choice(id=command, label=typed[0], typed=typed[1:])

    @cached_property
    def command_forms(self) -> Mapping[str, Mapping[str, str]]:
        """By language, every folded form of a command and the command it is."""
        return {
            language: {form: one.id for one in reversed(known) for form in choices.forms(one)}
            for language, known in self.commands.items()
        }

    def heard_options(self, language: str, fact: str) -> tuple[Choice, ...]:
        """The options of a fact as a sentence may name them: in two words at least, whatever was asked."""
        words = self.script.words
        return tuple(
            Choice(
                id=value,
                label=words.text(language, f"facts.{fact}.options.{value}.label"),
                typed=tuple(
                    one for one in words.synonyms(language, f"facts.{fact}.options.{value}") if " " in one.strip()
                ),
            )
            for value in self.script.spec(fact).values
            if value not in self.script.spec(fact).unheard
        )
