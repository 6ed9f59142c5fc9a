"""What the conversation, the policies and the doors say under keys that the code names: each key with what fills it."""

from __future__ import annotations

from bot.checking.said_on_pages import BY_THE_PAGES, Keys

PLURAL = "count"

BY_THE_CONVERSATION: Keys = {
    **dict.fromkeys((f"common.{name}" for name in ("unknown", "declined", "not_said", "yes", "no")), ()),
    **dict.fromkeys((f"common.{name}" for name in ("why", "back", "keep", "old_button", "outdated", "trouble")), ()),
    "common.passes_outside": (),
    "privacy.offers.rights.ways.elsewhere.label": (),
    "facts.meant.options.none.label": (),
    "common.pair": ("name", "value"),
    "common.other_language": (),
    "common.recap": ("lines",),
    "common.changed_since": (),
    "common.still_true": ("value",),
    "common.noted": ("facts",),
    "common.consent.ask": (),
    "common.consent.direct": ("organization",),
    "common.consent.through_operator": ("organization",),
    "common.consent.to_operator": ("organization",),
    "common.consent.consent.label": (),
    "common.consent.refuse.label": (),
    **dict.fromkeys(
        (
            f"common.refused.{reason}"
            for reason in (
                *(
                    "answer_needed",
                    "not_an_option",
                    "one_answer",
                    "yes_or_no",
                    "number_needed",
                    "words_needed",
                    "contact_needed",
                    "too_long",
                ),
                *("date_needed", "date_in_future", "date_in_past", "place_unknown", "place_ambiguous"),
            )
        ),
        (),
    ),
    **dict.fromkeys(
        (
            f"common.unreadable.{reason}"
            for reason in ("empty", "too_long", "not_text", "forwarded", "edited", "bad_button")
        ),
        (),
    ),
    "why.says.in_general": (),
    "back.says.nothing": (),
    "back.says.done": (),
    "back.says.blocked_referral": ("reference",),
    "back.says.blocked_withdrawal": ("reference",),
    "back.says.blocked_erasure": ("reference",),
    "restart.says.done": (),
    "stop.says.done": (),
    "stop.says.already": (),
    "change.says.done": (),
    "change.says.no_longer": ("facts",),
    "language.says.changed": (),
    "withdraw.says.done": ("reference",),
    "withdraw.says.too_late": (),
    "handoff.says.held": ("reference", "organization"),
    "handoff.says.sent": ("reference", "organization"),
    "handoff.says.refused": (),
    "handoff.says.not_sent": (),
    "erase.says.done": (),
    "child.says.erased": (),
    "export.says.intro": (),
    "export.says.unread": ("text", "day"),
    "elsewhere.says.code": ("code",),
    "elsewhere.says.web": ("address",),
    "elsewhere.says.telegram": ("link",),
    "elsewhere.says.nowhere": (),
    "joined.ask": ("code",),
    "joined.refused": (),
    "joined.conflict": ("pair", "here"),
}
"""Said in the conversation: facts and whoever runs the service fill these words too."""

IN_EVERY_LANGUAGE = ("common.other_language",)
"""Words that speak all the languages at once."""

FILLED_EVERYWHERE = ("operator", "proposed", "proposed_name", "conflicts")
"""What fills any words said in the conversation, besides the facts."""

BY_THE_POLICIES: Keys = {
    **dict.fromkeys(
        (
            f"programmes.headings.{verdict}"
            for verdict in ("eligible", "to_confirm", "incomplete", "not_eligible", "not_assessed")
        ),
        (),
    ),
    "programmes.because": ("reasons",),
    "programmes.to_ask": ("reasons",),
    "programmes.still_missing": ("facts",),
    "programmes.would_change": ("changes",),
    "programmes.unconfirmed": (),
    "programmes.confirmed": ("date",),
    "programmes.who_decides": (),
    "programmes.partner": (),
    "programmes.sources": (),
    "programmes.source_line": ("programme", "sources", "date"),
    "programmes.urgent": (),
    "answers.checked": ("date", "places"),
    "answers.checked_nowhere": ("date",),
    "answers.sources": ("sources",),
    "programmes.change.destination_perimeter": (),
    "programmes.change.project": (),
    **dict.fromkeys((f"themes.colours.{colour}" for colour in ("green", "yellow", "red", "missing")), ()),
    **dict.fromkeys((f"themes.overall.{colour}" for colour in ("green", "yellow", "red", "not_assessed")), ()),
    "themes.line": ("theme", "colour", "text"),
    "themes.result_line": ("colour", "themes"),
    "themes.next_heading": (),
    "themes.by": ("date",),
    "themes.guide": (),
    "routing.heading": (),
    "routing.proposal": ("organization", "kind", "reasons"),
    "routing.waits": (),
    "routing.operator": (),
    "routing.contact_yourself": ("organizations",),
    "summary.title": ("organization",),
    "summary.title_discreet": (),
    "summary.deadline": ("departure",),
    "summary.deadline_urgent": ("departure",),
    "summary.contact": ("contact", "hour"),
    "summary.language": ("language",),
    "summary.followed_by": ("organization",),
    "summary.followed_elsewhere": (),
    "summary.request": ("project",),
    "summary.request_quoted": ("words",),
    "summary.status": ("status",),
    "summary.status_to_discuss": (),
    "summary.eligible": ("programmes",),
    "summary.to_confirm": ("programmes",),
    "summary.incomplete": ("programmes",),
    **dict.fromkeys(
        (
            f"summary.{group}"
            for group in ("project", "place", "job", "household", "housing", "language_level", "network", "money")
        ),
        ("said",),
    ),
    **dict.fromkeys((f"summary.themes_{colour}" for colour in ("red", "yellow", "missing")), ("themes",)),
    "summary.next_direct": (),
    "summary.next_held": (),
    "summary.information_only": (),
    "summary.sent_in_french": (),
}
"""Said of what the policies find: nothing else fills these words."""

COMMANDS_OF_TELEGRAM = ("menu", "back", "restart", "language", "person", "privacy", "erase", "help")
"""The names its menu shows, the same in every language."""

_PROBLEMS: Keys = {
    "rest_off": (),
    "bad_token": (),
    "not_json": ("line", "column"),
    "not_object": (),
    "bad_field": ("field", "accepted"),
    "other_site": ("site",),
    "field_missing": ("field",),
    "field_not_text": ("field",),
    "field_empty": ("field",),
    "field_too_long": ("field", "limit"),
    "too_large": ("limit",),
    "not_found": (),
    "wrong_method": ("accepted",),
    "bad_profile": ("field", "got"),
    "unavailable": (),
    "internal": (),
}
_WIDGET: Keys = {
    **dict.fromkeys(("title", "close", "menu", "person", "restart", "print", "you", "input", "send"), ()),
    **dict.fromkeys(("erase", "erase_ask", "erase_yes", "erase_no", "erase_failed", "erased", "anew"), ()),
    **dict.fromkeys(("typing", "more", "choices", "chosen", "waiting", "offline", "trouble", "refused"), ()),
    "progress": ("number", "total"),
}
BY_THE_DOORS: Keys = {
    **BY_THE_PAGES,
    **{f"widget.{name}": params for name, params in _WIDGET.items()},
    "problems.trouble": (),
    "telegram.description": (),
    "telegram.short_description": (),
    "telegram.in_groups": (),
    **{f"telegram.commands.{name}": () for name in COMMANDS_OF_TELEGRAM},
    **{f"problems.{name}.title": () for name in _PROBLEMS},
    **{f"problems.{name}.detail": params for name, params in _PROBLEMS.items()},
}
"""Said when a request can't be handled."""
