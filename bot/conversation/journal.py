"""The journal: what is stored of a conversation, turn by turn, and what folds out of it.

Entries say which facts were set, which frames opened and closed, which passages were marked and which question is on screen.
The folded `State` is never stored: it is the same from the same journal, whoever folds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.conversation.facts import Known, Value


@dataclass(frozen=True, kw_only=True)
class FactSet:
    """A fact was said; `frame` is the frame it belongs to where its scope is a run."""

    fact: str
    value: Value
    frame: str | None = None


@dataclass(frozen=True, kw_only=True)
class FactDropped:
    """A fact of the person no longer counts: today's vocabulary doesn't allow what was said."""

    fact: str


@dataclass(frozen=True, kw_only=True)
class FrameOpened:
    """A flow opened on top of the others."""

    frame: str
    flow: str


@dataclass(frozen=True, kw_only=True)
class FrameClosed:
    """A frame ended, and those above it."""

    frame: str


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A passage was said, checked or chosen with these inputs; the same inputs are not said twice."""

    frame: str
    step: str
    inputs: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question opened anew: `step` is where, `fact` what; the turn's number is its asking."""

    frame: str
    step: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class Undid:
    """A former turn no longer counts."""

    turn: int


@dataclass(frozen=True, kw_only=True)
class Applied:
    """An effect was applied: `back` stops here. `detail` is what the person may be reminded of (a reference number)."""

    effect: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class StartedOver:
    """Everything said before no longer counts, except the facts in `keep`."""

    keep: tuple[str, ...]


Entry = FactSet | FactDropped | FrameOpened | FrameClosed | Marked | Asked | Undid | Applied | StartedOver
_ENTRIES: Mapping[str, Callable[..., Entry]] = {
    "fact": FactSet,
    "drop": FactDropped,
    "open": FrameOpened,
    "close": FrameClosed,
    "mark": Marked,
    "ask": Asked,
    "undo": Undid,
    "applied": Applied,
    "restart": StartedOver,
}
_TAGS = {kind: tag for tag, kind in _ENTRIES.items()}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn: its number in the conversation (from 1), the instant, and its entries in order."""

    number: int
    at: datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """What the heart is given: the journal in order, and `base`, the number of the last turn before it (erased turns).

    Numbers are never used twice in a conversation, so that an old button can't fit a new question. `passes_outside` where the
    channel of the turn carries messages through computers outside Québec: it is not stored.
    """

    turns: tuple[Turn, ...] = ()
    base: int = 0
    passes_outside: bool = False

    def plus(self, turn: Turn) -> Conversation:
        """The conversation with one more turn; a turn with the number of the last one continues it."""
        if self.turns and self.turns[-1].number == turn.number:
            last = self.turns[-1]
            return replace(self, turns=(*self.turns[:-1], replace(last, entries=last.entries + turn.entries)))
        return replace(self, turns=(*self.turns, turn))

    @property
    def last_number(self) -> int:
        """The number of the last turn, erased ones counted."""
        return self.turns[-1].number if self.turns else self.base


@dataclass(frozen=True, kw_only=True)
class Frame:
    """An open flow: its own facts, its passage marks, and the question it last asked with its asking."""

    id: str
    flow: str
    opened: int
    touched_at: datetime
    facts: Mapping[str, Known] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    asked: Asked | None = None
    asking: int = 0


@dataclass(frozen=True, kw_only=True)
class State:
    """What folds out of a journal."""

    facts: Mapping[str, Known] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()
    applied: tuple[tuple[int, Applied], ...] = ()
    last_number: int = 0
    last_at: datetime | None = None


def fold(turns: Iterable[Turn]) -> State:
    """The state after these turns, the undone ones left out."""
    kept = tuple(turns)
    undone = {entry.turn for turn in kept for entry in turn.entries if isinstance(entry, Undid)}
    state = State()
    for turn in kept:
        if turn.number not in undone:
            for entry in turn.entries:
                state = applied(state, entry, turn.number, turn.at)
        state = replace(state, last_number=turn.number, last_at=turn.at)
    return state


def applied(state: State, entry: Entry, number: int, at: datetime) -> State:
    """The state after one entry of turn `number`."""
    match entry:
        case FactSet(fact=fact, value=value, frame=None):
            return replace(state, facts={**state.facts, fact: Known(value=value, said_at=at, turn=number)})
        case FactSet(fact=fact, value=value, frame=frame):
            known = Known(value=value, said_at=at, turn=number)
            return _in_frame(state, frame, lambda one: replace(one, facts={**one.facts, fact: known}, touched_at=at))
        case FactDropped(fact=fact):
            return replace(state, facts={name: known for name, known in state.facts.items() if name != fact})
        case FrameOpened(frame=frame, flow=flow):
            return replace(state, frames=(*state.frames, Frame(id=frame, flow=flow, opened=number, touched_at=at)))
        case FrameClosed(frame=frame):
            depth = next((i for i, one in enumerate(state.frames) if one.id == frame), len(state.frames))
            return replace(state, frames=state.frames[:depth])
        case Marked(frame=frame, step=step, inputs=inputs):
            return _in_frame(state, frame, lambda one: _passed(one, step, inputs, at))
        case Asked(frame=frame):
            return _in_frame(state, frame, lambda one: replace(one, asked=entry, asking=number, touched_at=at))
        case Applied():
            return replace(state, applied=(*state.applied, (number, entry)))
        case StartedOver(keep=keep):
            return replace(state, facts={fact: known for fact, known in state.facts.items() if fact in keep}, frames=())
        case Undid():
            return state


def _passed(frame: Frame, step: str, inputs: str, at: datetime) -> Frame:
    """The frame with a passage marked; the question of that step, if it was on screen, has been answered."""
    asked = None if frame.asked and frame.asked.step == step else frame.asked
    return replace(frame, marks={**frame.marks, step: inputs}, asked=asked, touched_at=at)


def _in_frame(state: State, frame: str | None, change: Any) -> State:
    return replace(state, frames=tuple(change(one) if one.id == frame else one for one in state.frames))


def dump(turn: Turn) -> dict[str, Any]:
    """The turn as plain JSON values."""
    return {
        "number": turn.number,
        "at": turn.at.isoformat(),
        "entries": [{"kind": _TAGS[type(entry)], **_plain(entry)} for entry in turn.entries],
    }


def load(stored: Mapping[str, Any]) -> Turn:
    """A turn from the JSON values that `dump` gave."""
    return Turn(
        number=stored["number"],
        at=datetime.fromisoformat(stored["at"]),
        entries=tuple(_entry(dict(entry)) for entry in stored["entries"]),
    )


def _plain(entry: Entry) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(entry).items()}


def _entry(stored: dict[str, Any]) -> Entry:
    kind = _ENTRIES[stored.pop("kind")]
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()})
