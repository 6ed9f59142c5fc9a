"""What the widget weighs, and how soon a cheap phone on a slow network can use it, on a page of another site.

    python -m benchmarks.widget [--runs 5]

Weights are the bytes that travel, gzipped. The page has nothing but the script tag; Chromium is slowed over its own protocol to
400 kbit/s, 400 ms latency and a sixth of the processor's speed, its cache empty. *Usable*: what is typed is kept and will be
sent. Times run from the request of the page. Exits 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse
from starlette.routing import Route

import bot.channels.web
from benchmarks.server_process import ServerProcess, free_port
from tests.chromium import chromium
from tests.live import served

HEAVIEST = 12_000
USABLE_WITHIN = 1.5
BYTES_A_SECOND = 400_000 // 8
LATENCY_MS = 400
SLOWER = 6
LANGUAGES = ("fr", "en", "es")
TYPED = "bonjour"
WATCH = """
(() => {
  const seen = (name, selector) => {
    const look = () => {
      const found = document.querySelector("escale-chat")?.shadowRoot?.querySelector(selector);
      if (found) requestAnimationFrame(() => (window[name] = performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  };
  seen("usable", "textarea");
  seen("greeted", ".reply");
})();
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One visit, in seconds: when one could write, when the first words were there."""

    usable: float
    greeted: float


def addresses() -> list[str]:
    """Everything the widget is made of."""
    scripts = sorted(file.name for file in (Path(bot.channels.web.__file__).parent / "widget").glob("*.js"))
    modules = [f"/widget/{name}" for name in scripts if name != "widget.js"]
    return ["/widget.js", *modules, *(f"/widget/words/{language}.js" for language in LANGUAGES)]


def weight(address: str) -> int:
    """The bytes of a body as it travels, gzipped."""
    with urlopen(Request(address, headers={"accept-encoding": "gzip"}), timeout=10) as response:
        body: bytes = response.read()
        return len(body) if response.headers["content-encoding"] == "gzip" else len(gzip.compress(body, 9))


def measure(browser: Browser, page_address: str) -> Measured:
    """A first visit; raises RuntimeError where what was typed wasn't sent."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.add_init_script(WATCH)
    slowed = context.new_cdp_session(page)
    slowed.send("Network.enable")
    conditions = {"offline": False, "latency": LATENCY_MS}
    rates = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    slowed.send("Network.emulateNetworkConditions", {**conditions, **rates})
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(page_address, wait_until="commit")
    page.wait_for_function("window.usable", timeout=30_000)
    page.locator("escale-chat textarea").fill(TYPED)
    page.locator("escale-chat textarea").press("Enter")
    page.wait_for_function("window.greeted", timeout=30_000)
    answered = "document.querySelector('escale-chat').shadowRoot.querySelector('.mine:not(:has(small))')"
    page.wait_for_function(answered, timeout=30_000)
    times = page.evaluate("[window.usable, window.greeted]")
    context.close()
    return Measured(usable=times[0] / 1000, greeted=times[1] / 1000)


@contextmanager
def other_site(api: str, port: int) -> Iterator[str]:
    """A page of another site, on a port, with the one script tag; its address."""

    async def page(_request: HttpRequest) -> HTMLResponse:
        script = f'<script src="{api}/widget.js" data-mode="inline" defer></script>'
        return HTMLResponse(
            f'<!doctype html><html lang="fr"><title>Un site</title><link rel="icon" href="data:,">{script}'
        )

    with served(Starlette(routes=[Route("/", page)]), port=port) as address:
        yield address


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    with TemporaryDirectory() as folder:
        port = free_port()
        variables = {"ESCALE_DATA": folder, "ESCALE_SITES": f"http://127.0.0.1:{port}"}
        server = ServerProcess(variables, Path(folder) / "log")
        api = f"http://127.0.0.1:{server.port}"
        server.start()
        try:
            with other_site(api, port) as site:
                return report(api, site, runs)
        finally:
            server.stop()


def report(origin: str, site: str, runs: int) -> int:
    """Prints the weights and the times; 1 where a target is missed."""
    weights = {address: weight(origin + address) for address in addresses()}
    for address, size in weights.items():
        print(f"{size:>7,} B  {address}")
    total = sum(weights.values())
    print(f"{total:>7,} B  in all, gzipped, three languages (target: under {HEAVIEST:,})")
    with chromium() as browser:
        measured = [measure(browser, site) for _ in range(runs)]
    usable = statistics.median(one.usable for one in measured)
    greeted = statistics.median(one.greeted for one in measured)
    print(f"\n{runs} first visits at 400 kbit/s, {LATENCY_MS} ms latency, processor {SLOWER} times slower:")
    print(f"  usable {usable:.2f} s (target: {USABLE_WITHIN}), {', '.join(f'{one.usable:.2f}' for one in measured)}")
    print(f"  first words {greeted:.2f} s, {', '.join(f'{one.greeted:.2f}' for one in measured)}")
    return int(total >= HEAVIEST or usable > USABLE_WITHIN)


if __name__ == "__main__":
    sys.exit(main())
