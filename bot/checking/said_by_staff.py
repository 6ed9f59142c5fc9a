"""What the console says, and what people are told when a member of staff moves their referral: each key with what fills it."""

from __future__ import annotations

from bot.checking.said_on_pages import Keys
from bot.referrals.life import DeclineReason, Outcome, State

_MOVES = ("received", "accepted", "contacted", "sent", "closed", "declined")


def _each(prefix: str, names: tuple[str, ...], *params: str) -> Keys:
    return dict.fromkeys((f"{prefix}.{name}" for name in names), params)


_CONSOLE: Keys = {
    **dict.fromkeys(
        (
            *("brand", "skip", "language", "problem", "error_prefix", "sign_out", "choose", "urgent", "someone"),
            "organization_named",
        ),
        (),
    ),
    "case": ("reference",),
    "moment": ("day", "hour"),
    **dict.fromkeys(("due", "late_since", "since"), ("moment",)),
    **_each("nav", ("label", "open", "held", "elsewhere", "ended", "organizations", "unread")),
    **_each("sign_in", ("title", "what", "login", "password", "enter", "refused", "wait", "help", "ended", "left")),
    "lists.count": ("count",),
    **{f"lists.counsellor.{view}.{part}": () for view in ("open", "ended") for part in ("title", "what")},
    **{f"lists.operator.{view}.{part}": () for view in ("open", "elsewhere", "ended") for part in ("title", "what")},
    **_each("when", ("late", "today", "tomorrow", "later", "unset")),
    **_each("pages", ("label", "previous", "next")),
    "pages.here": ("number", "last"),
    **_each("states", tuple(State)),
    **_each("next", tuple(State), "name"),
    **_each("outcomes", tuple(Outcome)),
    **_each("decline_reasons", tuple(DeclineReason)),
    **_each("actors", ("person", "operator", "organization", "counsellor", "clock")),
    **_each("past", ("remind", "alert")),
    "detail.for": ("organization",),
    **_each("detail", ("page", "past", "also", "withdrawn", "erased", "not_yours")),
    "moves.title": (),
    **{f"moves.{move}.{part}": () for move in _MOVES for part in ("do", "what")},
    **{f"moves.{move}.{part}": () for move in ("closed", "declined") for part in ("open", "choose")},
    **_each("done", (*_MOVES, "told", "not_told")),
    **_each("problems", ("outcome", "decline_reason", "not_confirmed", "contact")),
    **_each("changed", ("title", "nothing", "look")),
    "changed.now": ("reference", "state"),
    **_each(
        "organizations", ("title", "what", "confirmed", "too_old", "none", "contact", "confirm", "again", "remove")
    ),
    **_each("organizations", ("remove_what", "back", "done.confirmed", "done.removed")),
    "organizations.by": ("day", "name"),
    "organizations.in_the_files": ("day",),
    "organizations.until": ("day",),
    "organizations.hint": ("months",),
    **_each("unread", ("title", "what", "none", "erase", "erased")),
    "unread.count": ("count",),
    "unread.last": ("day",),
    "errors.home": (),
    **{
        f"errors.{name}.{part}": ()
        for name in ("not_found", "wrong_method", "old_form", "not_a_form", "unavailable", "internal")
        for part in ("title", "detail")
    },
}
BY_THE_CONSOLE: Keys = {f"console.{key}": params for key, params in _CONSOLE.items()}
"""Read by the staff: nothing else fills these words."""

ABOUT_A_REFERRAL: Keys = {
    **_each("referral", ("sent", "received", "accepted"), "reference", "date"),
    **_each("referral", ("contacted", "closed.not_reached", "closed.otherwise", "expired"), "reference"),
    **_each("referral.declined", tuple(DeclineReason), "reference"),
}
"""Told to the person when their referral moves: nothing else fills these words."""
