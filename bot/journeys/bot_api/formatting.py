"""Telegram's HTML: the text that remains and its entities, counted as Telegram counts, in UTF-16 units."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
NAMED = ("lt", "gt", "amp", "quot")


class FormattingError(ValueError):
    """The HTML is not what Telegram takes; the message is Telegram's."""


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A part of a text, and how it is shown."""

    kind: str
    offset: int
    length: int
    url: str | None = None

    def json(self) -> dict[str, object]:
        """As the Bot API writes it."""
        plain: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        return {**plain, "url": self.url} if self.url else plain


@dataclass(frozen=True, kw_only=True)
class Formatted:
    """A text without its marks."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """How long a text is for Telegram."""
    return len(text.encode("utf-16-le")) // 2


def parse(written: str, mode: str | None) -> Formatted:
    """The text and its entities; raises `FormattingError`."""
    if mode is None:
        return Formatted(text=written.strip())
    if mode.lower() != "html":
        raise FormattingError("unsupported parse_mode")
    reader = _Reader()
    reader.feed(written)
    reader.close()
    return reader.read()


@dataclass
class _Open:
    tag: str
    offset: int
    url: str | None


@dataclass
class _Reader(HTMLParser):
    _pieces: list[str] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _entities: list[Entity] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def read(self) -> Formatted:
        if self._open:
            raise FormattingError(f"can't find end tag corresponding to start tag {self._open[-1].tag}")
        text = "".join(self._pieces)
        leading = units(text) - units(text.lstrip())
        moved = (
            Entity(kind=one.kind, offset=one.offset - leading, length=one.length, url=one.url) for one in self._entities
        )
        return Formatted(text=text.strip(), entities=tuple(sorted(moved, key=lambda one: one.offset)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KINDS:
            raise FormattingError(f'unsupported start tag "{tag}"')
        self._open.append(_Open(tag, units("".join(self._pieces)), dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            raise FormattingError(f'unexpected end tag "{tag}"')
        opened = self._open.pop()
        length = units("".join(self._pieces)) - opened.offset
        if length:
            self._entities.append(Entity(kind=KINDS[tag], offset=opened.offset, length=length, url=opened.url))

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise FormattingError("unclosed start tag")
        self._pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self._pieces.append(html.unescape(f"&{name};") if name in NAMED else f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pieces.append(html.unescape(f"&#{name};"))
