"""What comes in: what a person does, and what became of an effect."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversation.facts import Known, Value


@dataclass(frozen=True, kw_only=True)
class Began:
    """The conversation was opened, without a word yet."""

    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Chose:
    """A button was pressed: the flow and step it belonged to, its option, and the asking it was shown with."""

    flow: str
    step: str
    option: str
    asking: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What understanding made of a text, read against the question of `asking` (0 where none was on screen).

    `option` is the answer to that question, sure; `guesses` are answers it may be, to be confirmed; `answers` are facts read
    in the text whatever was asked; `command` is an explicit command; `intents` come most likely first with a confidence
    between 0 and 1; `distress` is `danger`, `violence` or `isolation`; `language` is the one to go on in, where the
    text surely is in it (`other`: in none of ours), `wants_language` the one that it asks for; `refusal` is the key of the words that say why an answer can't be taken;
    `redacted` is the text without what says who wrote it, empty where it must not be kept.
    """

    asking: int = 0
    option: Value | None = None
    guesses: tuple[str, ...] = ()
    answers: tuple[tuple[str, Value], ...] = ()
    command: str | None = None
    intents: tuple[tuple[str, float], ...] = ()
    distress: str | None = None
    language: str | None = None
    wants_language: str | None = None
    refusal: str | None = None
    redacted: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """The person typed something."""

    text: str
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Something came that is not text: `reason` is `empty`, `too_long`, `not_text`, `forwarded`, `edited` or
    `bad_button`."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The person goes on here with a conversation begun on another channel: `facts` is what they had said here before,
    `referrals` the references of the pages they had handed over from here."""

    facts: tuple[tuple[str, Known], ...] = ()
    referrals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JoinAsked:
    """A link with a code to go on with another conversation was opened: whoever made the link would read what is written here,
    so the person writes the code themselves, or leaves it. `language` is the one to begin in, where it is known."""

    code: str
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class JoinRefused:
    """A code to go on with another conversation was given, and opens none: it was used, is too old, or never was."""


@dataclass(frozen=True, kw_only=True)
class ReferralPrepared:
    """A draft was kept; its number is what a consent must name."""

    draft: int


@dataclass(frozen=True, kw_only=True)
class ReferralSent:
    """The referral left `draft`: its reference, its state (`held` or `sent`)."""

    reference: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ReferralRefused:
    """The draft could not be sent: it expired, changed or was already sent."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReferralWithdrawn:
    """An open referral was withdrawn at the person's wish."""

    reference: str


@dataclass(frozen=True, kw_only=True)
class Erased:
    """Everything kept about the person was erased; `reason` and `language` are those of the effect."""

    reason: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What is kept, as a readable text."""

    text: str


@dataclass(frozen=True, kw_only=True)
class PassageOpened:
    """A code was made to go on elsewhere; `web` is the address to open, `telegram` the link, empty where there is none."""

    code: str
    web: str = ""
    telegram: str = ""


@dataclass(frozen=True, kw_only=True)
class UnreadKept:
    """A sentence that wasn't understood was kept."""


@dataclass(frozen=True, kw_only=True)
class UnreadForgotten:
    """The sentences kept of the person were erased."""


EffectResult = (
    ReferralPrepared
    | ReferralSent
    | ReferralRefused
    | ReferralWithdrawn
    | Erased
    | Exported
    | PassageOpened
    | UnreadKept
    | UnreadForgotten
)
Event = Began | Chose | Said | Unreadable | Joined | JoinAsked | JoinRefused | EffectResult
