"""python -m bot.journeys.bot_api --port 8081: the loopback Bot API server, with a page to type as a person."""

from __future__ import annotations

import click
import uvicorn

from bot.journeys.bot_api.server import bot_api
from bot.journeys.bot_api.world import TOKEN, World


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8081, show_default=True)
@click.option("--token", default=TOKEN, help="The token the bot must use.")
def main(port: int, token: str) -> None:
    """Serve Telegram's Bot API on this machine, for trying Escale without Telegram, until Ctrl-C."""
    address = f"http://127.0.0.1:{port}"
    click.echo(
        f"A Bot API server listens on {address}. Start Escale with:\n"
        f"  ESCALE_TELEGRAM_API={address} ESCALE_TELEGRAM_TOKEN={token} make run\n"
        f"then open {address} to write as a person (?language=es for a phone in Spanish).",
        err=True,
    )
    uvicorn.run(
        bot_api(World(token=token)),
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
