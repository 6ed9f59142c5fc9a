"""A page to type as a person, where a phone would be: what was said, the buttons, a field. For trying by hand."""

from __future__ import annotations

from html import escape
from itertools import chain, pairwise

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.journeys.bot_api.world import Message, Person, World

_STYLE = (
    "body{font:1rem/1.45 system-ui,sans-serif;background:#d7e3ec;margin:0}main{max-width:26rem;margin:0 auto;"
    "padding:1rem;min-height:100vh;background:#c8d9e6}p,form{margin:.4rem 0}.bot,.me{white-space:pre-wrap;padding:.5rem "
    ".8rem;border-radius:.8rem;background:#fff;max-width:85%;width:fit-content}.me{background:#e1ffc7;margin-left:auto}"
    "h1{font-size:.8rem;font-weight:400;text-align:center}"
    "button{font:inherit;padding:.45rem .7rem;border:0;border-radius:.6rem;background:#5288a8;color:#fff;flex:1}"
    ".row{display:flex;gap:.3rem}input{font:inherit;padding:.5rem;flex:1}"
)


def console_routes(world: World) -> list[Route]:
    """The routes of the page: someone new at `/`, their chat at `/person/<number>`."""

    async def home(request: Request) -> Response:
        language = request.query_params.get("language")
        person = world.arrive(language_code=language)
        world.say(person, "/start")
        return RedirectResponse(f"/person/{person.id}", status_code=303)

    async def chat(request: Request) -> Response:
        person = world.people.get(request.path_params["number"])
        if person is None:
            return HTMLResponse("Nobody has this number.", status_code=404)
        return HTMLResponse(page(world, person))

    async def do(request: Request) -> Response:
        person = world.people.get(request.path_params["number"])
        if person is None:
            return HTMLResponse("Nobody has this number.", status_code=404)
        async with request.form() as form:
            text, data = str(form.get("text", "")), str(form.get("data", ""))
            message = world.message(person.id, int(str(form.get("message", "0"))))
        if message and data:
            world.press(person, message, data)
        elif text:
            world.say(person, text)
        return RedirectResponse(f"/person/{person.id}", status_code=303)

    return [
        Route("/", home),
        Route("/person/{number:int}", chat),
        Route("/person/{number:int}", do, methods=["POST"]),
    ]


def page(world: World, person: Person) -> str:
    """The chat as a page that looks like a phone's; it asks for itself again until something new is there."""
    messages = "".join(_message(one) for one in world.chats[person.id])
    return (
        '<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Bot API, loopback: {person.id}</title><style>{_STYLE}</style><main><h1>Loopback Bot API server (a rendering, not Telegram)</h1>{messages}"
        '<form method="post" class="row"><input name="text" autofocus autocomplete="off"><button>➤</button></form>'
        "<p><a href=''>↻</a> · <a href='/'>+</a></p></main></html>"
    )


def _message(message: Message) -> str:
    rows = "".join(
        '<form method="post" class="row">'
        f'<input type="hidden" name="message" value="{message.id}">'
        + "".join(f'<button name="data" value="{escape(one.data)}">{escape(one.text)}</button>' for one in row)
        + "</form>"
        for row in message.keyboard
    )
    return f'<p class="{"bot" if message.from_bot else "me"}">{_marked(message)}</p>{rows}'


def _marked(message: Message) -> str:
    """The text with what is bold in bold."""
    encoded = message.text.encode("utf-16-le")
    bold = [one for one in message.entities if one.kind == "bold"]
    cuts = [0, *chain.from_iterable((one.offset * 2, (one.offset + one.length) * 2) for one in bold), len(encoded)]
    pieces = [encoded[a:b].decode("utf-16-le") for a, b in pairwise(cuts)]
    return "".join(f"<b>{escape(piece)}</b>" if at % 2 else escape(piece) for at, piece in enumerate(pieces))
