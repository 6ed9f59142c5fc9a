"""Buttons: what a button carries fits in the 64 bytes that Telegram takes, what it says fits on a screen, and no two of a
question can be typed the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.checking.asked import askings
from bot.checking.material import Material
from bot.checking.values import options
from bot.checking.wordbook import NAMES, Entry
from bot.conversation.asking import CONSENT_CHOICES, KEEP
from bot.conversation.facts import NO_ANSWER, FactType
from bot.conversation.replies import payload, read_payload
from bot.conversation.script import Flow, Step, StepKind
from bot.conversation.words import LANGUAGES
from bot.loading.problems import Problem
from bot.understanding.text import fold

MOST_BYTES = 64
MOST_ASKING = 36**4 - 1
LONGEST_LABEL, LONG_LABEL = 64, 40
ASIDES = ("why", "back")
ON_BUTTONS = tuple(f"common.{name}" for name in ("unknown", "declined", "why", "back", "keep", "yes", "no"))


def problems(material: Material) -> Iterator[Problem]:
    """Payloads, labels and what is typed."""
    yield from _payloads(material)
    yield from _labels(material)
    yield from _typed(material)


# --- what they carry --------------------------------------------------------------------------------------------------


def _payloads(material: Material) -> Iterator[Problem]:
    told: set[tuple[str, str]] = set()
    for flow, step, name, option in _every_button(material):
        carried = payload(flow.id, name, option, MOST_ASKING)
        if (flow.id, carried) in told:
            continue
        told.add((flow.id, carried))
        if len(carried.encode()) > MOST_BYTES:
            message = f"the button '{carried}' carries {len(carried.encode())} bytes, {MOST_BYTES} at most"
            yield material.in_step(flow, step, message, "shorten the name of the flow, the fact or the option")
        elif read_payload(carried) is None:
            message = f"the button '{carried}' can't be read back"
            yield material.in_step(flow, step, message, "use letters, digits, '_', '-' and '.' in names")


def _every_button(material: Material) -> Iterator[tuple[Flow, Step, str, str]]:
    """Flow, step, the name of the question and the option, for every button that there can be."""
    for flow, step in material.steps():
        if step.kind is StepKind.OFFER:
            yield from ((flow, step, step.id, one) for one in (*(way.id for way in step.ways), *ASIDES))
        elif step.kind is StepKind.HAND_OFF:
            yield from ((flow, step, step.id, one) for one in (*CONSENT_CHOICES, *ASIDES))
    for flow, step, fact in askings(material.script, material.knowledge):
        spec = material.script.vocabulary[fact]
        yield from ((flow, step, fact, one) for one in (*options(material, spec), *NO_ANSWER, KEEP, *ASIDES))


# --- what they say ----------------------------------------------------------------------------------------------------


def _labels(material: Material) -> Iterator[Problem]:
    for entry in material.words.entries():
        if not (entry.key.endswith(".label") or entry.key in ON_BUTTONS):
            continue
        longest = max(len(text) for text in entry.texts)
        if longest > LONGEST_LABEL:
            message = f"the label '{entry.key}' has {longest} characters, {LONGEST_LABEL} at most"
            yield Problem(entry.path, entry.line, message, "shorten it")
        elif longest > LONG_LABEL:
            message = f"the label '{entry.key}' has {longest} characters: it may be cut on a phone"
            yield Problem(entry.path, entry.line, message, f"aim for {LONG_LABEL}", warning=True)


# --- what is typed ----------------------------------------------------------------------------------------------------


def _typed(material: Material) -> Iterator[Problem]:
    for language in LANGUAGES:
        for title, keys in _questions(material):
            yield from _ambiguous(material, language, title, keys)
        commands = tuple(key for key in material.words.typed[language] if key.startswith("commands."))
        yield from _ambiguous(material, language, "the commands", commands)


def _questions(material: Material) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each question as its name and the keys of its options."""
    for fact, spec in material.script.vocabulary.items():
        if spec.type is not FactType.YES_NO:
            yield f"'{fact}'", tuple(f"facts.{fact}.options.{value}" for value in spec.values)
    for flow, step in material.steps():
        if step.kind is StepKind.OFFER:
            ways = tuple(f"{flow.id}.offers.{step.id}.ways.{way.id}" for way in step.ways)
            yield f"'{flow.id}.{step.id}'", ways
    yield "the consent", tuple(f"common.consent.{one}" for one in CONSENT_CHOICES)
    yield "yes and no", ("common.typed.yes", "common.typed.no")


def _ambiguous(material: Material, language: str, title: str, keys: Iterable[str]) -> Iterator[Problem]:
    """Forms that stand for two options of one question, a label counted as a form."""
    words = material.words
    taken: dict[str, str] = {}
    for key in keys:
        label: Entry | None = words.texts[language].get(f"{key}.label")
        if label:
            taken.setdefault(fold(label.texts[0]), key)
    for key in keys:
        typed = words.typed[language].get(key)
        for form in typed.forms if typed else ():
            other = taken.setdefault(fold(form), key)
            if typed and other != key:
                message = f"in {title}, {NAMES[language]} '{form}' is typed for '{_last(key)}' and for '{_last(other)}'"
                yield Problem(typed.path, typed.line, message, "keep it for one of the two")
    labels = [label for key in keys if (label := words.texts[language].get(f"{key}.label"))]
    seen: dict[str, Entry] = {}
    for one in labels:
        first = seen.setdefault(fold(one.texts[0]), one)
        if first is not one:
            message = f"in {title}, two answers read the same: '{one.texts[0]}'"
            yield Problem(one.path, one.line, message, "tell them apart")


def _last(key: str) -> str:
    return key.rpartition(".")[2]
