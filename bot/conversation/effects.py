"""What goes out besides words: effects that the service applies in the turn's own transaction, feeding their result back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PrepareReferral:
    """Keep a draft for `organization` (an id of the directory), with the summary exactly as it would be sent.

    `summary` is the page as text, `body` the same as a JSON text; `digest` changes whenever either changes; `urgent` sets the
    clock. An earlier draft of the same conversation is withdrawn.
    """

    organization: str
    kind: str
    summary: str
    body: str
    digest: str
    urgent: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class SendReferral:
    """Send the draft, with the consent just given: to whom, through the operator or not, the digest that was read."""

    draft: int
    organization: str
    digest: str
    consent: str


@dataclass(frozen=True, kw_only=True)
class WithdrawReferral:
    """Withdraw the draft (`draft`) or the open referral (`reference`); one of the two is given."""

    draft: int | None = None
    reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class Erase:
    """Erase what is kept about the person: `reason` is `asked` or `under_14`; `language` is what remains, to say so."""

    reason: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Export:
    """Gather what is kept about the person."""


@dataclass(frozen=True, kw_only=True)
class OpenPassage:
    """Make a code with which the person goes on elsewhere with this conversation."""


@dataclass(frozen=True, kw_only=True)
class KeepUnread:
    """Keep a sentence that wasn't understood, already without what says who wrote it, for the team to learn from."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class ForgetUnread:
    """Erase the sentences kept of the person: they no longer allow it, or it turns out that theirs must not be kept."""


Effect = PrepareReferral | SendReferral | WithdrawReferral | Erase | Export | OpenPassage | KeepUnread | ForgetUnread
