"""A turn in the making: entries are noted and the state follows, replies and effects gather until the turn is told.

It lives for one call of `advance` and is seen by nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from bot.conversation.effects import Effect
from bot.conversation.facts import Scope, Value
from bot.conversation.journal import (
    Asked,
    Conversation,
    Entry,
    FactDropped,
    FactSet,
    Frame,
    FrameClosed,
    FrameOpened,
    Marked,
    State,
    Turn,
    Undid,
    applied,
    fold,
)
from bot.conversation.labels import Params
from bot.conversation.memory import Memory
from bot.conversation.policies import Policies
from bot.conversation.replies import Option, Reply
from bot.conversation.script import Script, StepKind
from bot.conversation.words import Param


@dataclass(kw_only=True)
class Talk:
    """The turn being made; `number` is its own, `today` the day in Montréal."""

    script: Script
    policies: Policies
    conversation: Conversation
    now: datetime
    today: date
    number: int
    state: State
    start: State
    entries: list[Entry] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    reopened: bool = False
    undone: bool = False

    @property
    def memory(self) -> Memory:
        """What is known now."""
        return Memory(script=self.script, state=self.state, now=self.now, findings=self.policies.finding)

    @property
    def language(self) -> str:
        """The conversation's language; French until another is chosen."""
        known = self.state.facts.get("language")
        return str(known.value) if known else "fr"

    @property
    def top(self) -> Frame:
        """The frame in which the conversation stands."""
        return self.state.frames[-1]

    # --- noting -------------------------------------------------------------------------------------------------------

    def note(self, entry: Entry) -> None:
        """Add an entry to the turn; the state follows."""
        self.entries.append(entry)
        self.state = applied(self.state, entry, self.number, self.now)

    def refold(self) -> None:
        """Fold the whole journal again with this turn's entries: what an undone turn said no longer counts."""
        turn = Turn(number=self.number, at=self.now, entries=tuple(self.entries))
        self.state = fold(self.conversation.plus(turn).turns)
        self.mend()

    def mend(self) -> bool:
        """Leave what a newer script no longer has: flows that are gone, answers no longer allowed; whether any answer was."""
        gone = next((frame for frame in self.state.frames if frame.flow not in self.script.flows), None)
        if gone:
            self.note(FrameClosed(frame=gone.id))
        outdated = self.memory.outdated()
        for fact in outdated:
            self.note(FactDropped(fact=fact))
        return bool(outdated)

    def open(self, flow: str, sets: Mapping[str, Value] | None = None) -> None:
        """Open a flow on top, with these facts of its run; one that is already open comes back to the top (anew, with facts)."""
        for frame in self.state.frames:
            if frame.flow == flow and not sets:
                self.close_above(frame)
                return
            if frame.flow == flow:
                self.note(FrameClosed(frame=frame.id))
                break
        frame_id = self._new_frame_id()
        self.note(FrameOpened(frame=frame_id, flow=flow))
        for fact, value in (sets or {}).items():
            self.note(FactSet(fact=fact, value=value, frame=frame_id))

    def _new_frame_id(self) -> str:
        """An id that no frame of this turn has, the part told before an effect included."""
        taken = {frame.id for frame in self.state.frames}
        taken |= {entry.frame for entry in self.entries if isinstance(entry, FrameOpened)}
        return next(one for n in count() if (one := f"{self.number}.{n}") not in taken)

    def close_above(self, frame: Frame) -> None:
        """Leave every frame above this one."""
        depth = self.state.frames.index(frame)
        if depth + 1 < len(self.state.frames):
            self.note(FrameClosed(frame=self.state.frames[depth + 1].id))

    def close(self) -> None:
        """Leave the frame on top."""
        self.note(FrameClosed(frame=self.top.id))

    def mark(self, step: str, inputs: str) -> None:
        """Mark a passage of the frame on top."""
        self.note(Marked(frame=self.top.id, step=step, inputs=inputs))

    def set(self, fact: str, value: Value) -> None:
        """Set a fact and those its value implies; what only its former value implied no longer counts."""
        spec = self.script.vocabulary[fact]
        before = self.memory.value(fact)
        if isinstance(before, str):
            for other, implied in spec.implies.get(before, {}).items():
                if self.memory.value(other) == implied:
                    self.note(FactDropped(fact=other))
        self.note(FactSet(fact=fact, value=value, frame=None if spec.scope is Scope.PERSON else self._frame_of(fact)))
        if isinstance(value, str):
            for other, implied in spec.implies.get(value, {}).items():
                self.note(FactSet(fact=other, value=implied))

    def _frame_of(self, fact: str) -> str:
        """The frame a run fact belongs to: the nearest whose flow asks it, else the top."""
        for frame in reversed(self.state.frames):
            steps = self.script.flows[frame.flow].steps
            if any(step.kind is StepKind.ASK and step.target == fact for step in steps) or fact in frame.facts:
                return frame.id
        for frame in reversed(self.state.frames):
            steps = self.script.flows[frame.flow].steps
            if any(step.kind is StepKind.CHECK for step in steps):
                return frame.id
        return self.top.id

    # --- saying -------------------------------------------------------------------------------------------------------

    def params(self, extra: Mapping[str, Param] | None = None) -> Params:
        """What the words may refer to: every fact as it reads, and `extra`."""
        return Params(memory=self.memory, policies=self.policies, language=self.language, extra=extra or {})

    def words(self, key: str, extra: Mapping[str, Param] | None = None) -> str:
        """The words under a key, filled."""
        return self.script.words.text(self.language, key, self.params(extra))

    def say(self, key: str, extra: Mapping[str, Param] | None = None, options: tuple[Option, ...] = ()) -> None:
        """Say the words under a key."""
        self.say_text(key, self.words(key, extra), options)

    def say_text(
        self, key: str, text: str, options: tuple[Option, ...] = (), progress: tuple[int, int] | None = None
    ) -> None:
        """Say a text already put together."""
        reply = Reply(text=text, key=key, language=self.language, options=options, progress=progress)
        self.replies.append(reply)

    # --- the end ------------------------------------------------------------------------------------------------------

    def turn(self) -> Turn:
        """The turn as it is stored: frames opened and closed within it leave no trace."""
        opened = {entry.frame for entry in self.entries if isinstance(entry, FrameOpened)}
        passing = opened - {frame.id for frame in self.state.frames}
        kept = tuple(entry for entry in self.entries if not _belongs(entry, passing))
        return Turn(number=self.number, at=self.now, entries=kept)


def _belongs(entry: Entry, frames: set[str]) -> bool:
    match entry:
        case FrameOpened(frame=frame) | FrameClosed(frame=frame) | Marked(frame=frame) | Asked(frame=frame):
            return frame in frames
        case FactSet(frame=frame):
            return frame in frames
    return False


def last_undoable(talk: Talk) -> Turn | None:
    """The last turn that still counts and changed something, the very first excepted."""
    turns = talk.conversation.turns
    undone = {entry.turn for turn in turns for entry in turn.entries if isinstance(entry, Undid)}
    for turn in reversed(turns[1:]):
        if turn.number not in undone and undoable(turn) and not any(isinstance(one, Undid) for one in turn.entries):
            return turn
    return None


def undoable(turn: Turn) -> bool:
    """Whether undoing the turn would change anything a person could notice."""
    return any(isinstance(entry, FactSet | FrameOpened | FrameClosed | Marked) for entry in turn.entries)
