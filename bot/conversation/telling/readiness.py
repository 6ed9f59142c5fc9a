"""Tells how ready a departure is: one theme as it is answered, then all of them, in words, with what to do next by date."""

from __future__ import annotations

from collections.abc import Iterator

from bot.advice.readiness import Assessment, Colour, NextStep
from bot.conversation.policies import Passage
from bot.conversation.telling.teller import Teller


def tell_theme(teller: Teller, theme: str, assessment: Assessment) -> Iterator[Passage]:
    """What one theme looks like now."""
    colour = assessment.themes.get(theme)
    if colour is None:
        yield Passage(key="themes.overall.not_assessed", params={})
        return
    yield Passage(key=f"themes.{theme}.{colour.value}", params={}, text=_line(teller, theme, colour))


def tell(teller: Teller, assessment: Assessment) -> Iterator[Passage]:
    """The whole: what must be settled first, what to prepare, what is ready, what wasn't said; then what to do by date."""
    if assessment.colour is Colour.NOT_ASSESSED:
        yield Passage(key="themes.overall.not_assessed", params={})
        return
    overall = f"themes.overall.{assessment.colour.value}"
    yield Passage(key=overall, params={}, text="\n\n".join((teller.say(overall), _colours(teller, assessment))))
    steps = tuple(step for step in assessment.next if assessment.themes[step.theme] is not Colour.MISSING)
    if steps:
        yield Passage(key="themes.next_heading", params={}, text=_plan(teller, steps))
    yield Passage(key="themes.guide", params={})


def _line(teller: Teller, theme: str, colour: Colour) -> str:
    return teller.say(
        "themes.line",
        {
            "theme": teller.say(f"themes.{theme}.name"),
            "colour": teller.say(f"themes.colours.{colour.value}"),
            "text": teller.say(f"themes.{theme}.{colour.value}"),
        },
    )


def _colours(teller: Teller, assessment: Assessment) -> str:
    groups = []
    for colour in (Colour.RED, Colour.YELLOW, Colour.MISSING, Colour.GREEN):
        names = [teller.say(f"themes.{theme}.name") for theme, one in assessment.themes.items() if one is colour]
        if names:
            groups.append(
                teller.say(
                    "themes.result_line",
                    {"colour": teller.say(f"themes.colours.{colour.value}"), "themes": teller.listed(names)},
                )
            )
    return "\n".join(groups)


def _plan(teller: Teller, steps: tuple[NextStep, ...]) -> str:
    """What to do, the most important first."""
    lines = [teller.say("themes.next_heading")]
    for step in steps:
        by = f" {teller.say('themes.by', {'date': step.by})}" if step.by else ""
        lines.append(f"• {teller.say(f'themes.actions.{step.action}')}{by}")
    return "\n".join(lines)
