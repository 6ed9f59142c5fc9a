"""Every word a person reads, by language and key, with plurals, dates, amounts and lists as the language writes them.

French is complete and first; a key that another language lacks is a mistake that the checks refuse, never a silent fallback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

LANGUAGES = ("fr", "en", "es")
_LOCALES = {"fr": Locale("fr", "CA"), "en": Locale("en", "CA"), "es": Locale("es", "US")}

Param = str | int | date | Decimal | tuple[str, ...]
Text = str | Mapping[str, str]


class MissingWordsError(KeyError):
    """No words under this key in this language; `bot check` names the file to complete."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """`texts`: language → key → text, or its plural forms (`one`, `other`…, chosen by the parameter `count`).

    `typed`: language → key → what people may type for an option or a command.
    """

    texts: Mapping[str, Mapping[str, Text]]
    typed: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def has(self, language: str, key: str) -> bool:
        """Whether there are words under this key."""
        return key in self.texts[language]

    def text(self, language: str, key: str, params: Mapping[str, Param] | None = None) -> str:
        """The words under a key, its placeholders filled; raises `MissingWordsError` where there are none.

        A parameter is formatted as the language writes it only if the words use it: `params` may be lazy.
        """
        try:
            text = self.texts[language][key]
        except KeyError:
            raise MissingWordsError(f"{language}: {key}") from None
        if not isinstance(text, str):
            text = text[_plural_form(language, text, (params or {}).get("count", 1))]
        return text.format_map(_Formatted(language, params or {}))

    def synonyms(self, language: str, key: str) -> tuple[str, ...]:
        """What people may type for an option or a command, besides its label."""
        return self.typed.get(language, {}).get(key, ())


class _Formatted(Mapping[str, str]):
    """Parameters formatted one by one, when the words use them."""

    def __init__(self, language: str, params: Mapping[str, Param]) -> None:
        self._language, self._params = language, params

    def __getitem__(self, name: str) -> str:
        return formatted(self._language, self._params[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __len__(self) -> int:
        return len(self._params)


def _plural_form(language: str, forms: Mapping[str, str], count: Param) -> str:
    form = _LOCALES[language].plural_form(count if isinstance(count, int) else 1)
    return form if form in forms else "other"


def language_name(language: str, code: str) -> str:
    """The name of a language in another: "anglais"."""
    return str(_LOCALES[language].languages[code])


def formatted(language: str, value: Param) -> str:
    """A value as the language writes it: dates long, amounts in Canadian dollars, tuples as a list."""
    locale = _LOCALES[language]
    match value:
        case str():
            return value
        case datetime():
            return format_date(value.date(), "long", locale)
        case date():
            return format_date(value, "long", locale)
        case Decimal():
            return format_currency(value, "CAD", locale=locale)
        case int():
            return format_decimal(value, locale=locale)
    return format_list(value, locale=locale)
