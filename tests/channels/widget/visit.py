"""A person before the widget: what they see, say and press, and what their browser complained of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PHONE = {"width": 360, "height": 640}
HOST = "/a-page-of-a-site"
WITHIN = 10_000


def html(origin: str, *, language: str = "fr", body: str = "<p>Bonjour.</p>", **data: str) -> str:
    """A page of a site with the one script tag."""
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Une page</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<main><h1>Une page</h1>{body}</main>"
        f'<script src="{origin}/widget.js"{attributes} defer></script></html>'
    )


@dataclass
class Visit:
    """One tab."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def chat(self) -> Locator:
        """The element."""
        return self.page.locator("escale-chat")

    @property
    def input(self) -> Locator:
        """Where one types."""
        return self.chat.locator("textarea")

    @property
    def log(self) -> Locator:
        """The messages."""
        return self.chat.get_by_role("log")

    @property
    def status(self) -> Locator:
        """What the widget says of itself."""
        return self.chat.get_by_role("status")

    def open(self) -> None:
        """Opens the floating one."""
        self.chat.locator(".launcher").click()
        self.shows(3)

    def shows(self, replies: int) -> None:
        """Waits until there are this many replies."""
        expect(self.log.locator(".reply")).to_have_count(replies, timeout=WITHIN)

    def type(self, text: str) -> None:
        """Types and sends."""
        self.input.fill(text)
        self.input.press("Enter")

    def say(self, text: str) -> None:
        """Types, sends, and waits for the answer."""
        before = self.log.locator(".reply").count()
        self.type(text)
        expect(self.log.locator(".reply").nth(before)).to_be_attached(timeout=WITHIN)
        self.settled()

    def settled(self) -> None:
        """Nothing waits to be sent."""
        expect(self.log.locator(".mine small")).to_have_count(0, timeout=WITHIN)

    def answer(self, number: int) -> Locator:
        """An answer of the question on screen, by its place; from the end where negative."""
        return self.log.locator(".choices").last.locator(".answer").nth(number)

    def choose(self, *numbers: int) -> None:
        """Presses answers, one question after the other."""
        for number in numbers:
            before = self.log.locator(".reply").count()
            self.answer(number).click()
            expect(self.log.locator(".reply").nth(before)).to_be_attached(timeout=WITHIN)
            self.settled()

    def said(self) -> list[str]:
        """What the person said, in order, as the log shows it."""
        return [text.partition(":")[2].strip() for text in self._texts(".mine")]

    def told(self) -> list[str]:
        """The texts of the replies, in order."""
        return self._texts(".reply .text")

    def kept(self) -> dict[str, str]:
        """All that the browser keeps."""
        kept: dict[str, str] = self.page.evaluate("({...localStorage, ...sessionStorage})")
        return kept

    def menu(self, name: str) -> None:
        """Opens the menu and presses one of its buttons."""
        self.chat.locator("summary").click()
        self.chat.locator(".menu").get_by_role("button", name=name).click()

    def _texts(self, selector: str) -> list[str]:
        return [text.replace("\u00a0", " ").strip() for text in self.log.locator(selector).all_inner_texts()]


@contextmanager
def tab(context: BrowserContext, origin: str, *, csp: str = CSP, **page: str) -> Iterator[Visit]:
    """A tab on a page of the server's own origin, under the strictest policy."""
    opened = context.new_page()
    visit = Visit(opened)
    watch(visit)

    def answer(route: Route) -> None:
        route.fulfill(body=html("", **page), content_type="text/html", headers={"content-security-policy": csp})

    opened.route(f"{origin}{HOST}", answer)
    opened.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    opened.goto(f"{origin}{HOST}")
    yield visit
    opened.close()


def watch(visit: Visit) -> None:
    """Notes every complaint of the browser, and every address it asked."""
    page = visit.page
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('CSP', event.violatedDirective, event.sample))"
    )
    page.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("request", lambda request: visit.asked.append(request.url))


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser that was never used, a phone unless said otherwise."""
    return browser.new_context(**{"viewport": PHONE, "locale": "fr-CA", **options})
