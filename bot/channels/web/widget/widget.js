// The one script a page needs: it puts the conversation where the page wants it, at once ready to be written in, and asks for
// the modules that carry it on.
(() => {
  const script = document.currentScript;

  const CSS = `
:host{--brand:#0b5563;--light:#7fd0dc;--accent:var(--brand);--paper:#fff;--ink:#1b2629;--soft:#eef4f4;--line:#74868a;--muted:#526165;
color-scheme:light dark;font:max(1rem,16px)/1.5 system-ui,sans-serif;color:var(--ink)}
@media(prefers-color-scheme:dark){:host{--accent:var(--light);--paper:#12191b;--ink:#edf3f3;--soft:#1f2b2e;--line:#7d8f93;--muted:#a8b8bb}}
[hidden]{display:none!important}
*{box-sizing:border-box;overflow-wrap:anywhere}
p,h2{margin:0}
button,textarea{font:inherit;min-height:44px;padding:.5em .9em;border:1.5px solid var(--line);border-radius:.75em;background:var(--paper);color:inherit}
button{cursor:pointer;text-align:start}
button:hover{text-decoration:underline}
a,.answer,.aside{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
::placeholder{color:var(--muted);opacity:1}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.launcher,.panel{position:fixed;z-index:2147483000;inset-block-end:max(1rem,env(safe-area-inset-bottom));inset-inline-end:1rem;box-shadow:0 4px 24px #0006}
.launcher,.mine,header,.yes,form button{background:var(--brand);color:#fff;border-color:#fff}
.launcher{padding:.8em 1.4em;border-radius:2em;font-weight:600}
.new::before{content:"● ";color:#ffd54a}
.panel{display:flex;flex-direction:column;overflow:auto;width:min(25rem,100vw - 2rem);height:min(42rem,100dvh - 2rem);border:1px solid var(--line);border-radius:1em;background:var(--paper)}
.inline{position:relative;inset:0;z-index:0;width:auto;box-shadow:none}
header{display:flex;flex-wrap:wrap;align-items:center;padding:.25em .25em .25em 1em;position:sticky;top:0;z-index:1}
h2{flex:1 1 6em;font-size:1.05em}
summary,.close{border:0;list-style:none;line-height:1.5;background:none;padding:.6em;min-width:44px;cursor:pointer;text-align:center}
header>:focus-visible,summary:focus-visible{outline-color:#fff;outline-offset:-4px}
.menu{max-height:75dvh;overflow:auto;position:absolute;inset:100% .5em auto;box-shadow:0 4px 24px #0006;border:1px solid var(--line);border-radius:.75em}
.menu,.ask{display:grid;gap:.5em;padding:.75em;background:var(--paper);color:var(--ink)}
.ask{border-block-end:1px solid var(--line)}
.languages,.choices,form{display:flex;flex-wrap:wrap;gap:.5em}
.languages *{flex:auto;padding:.5em;text-align:center}
[aria-pressed=true],.used .chosen{font-weight:700;border:2px solid var(--accent);color:var(--accent)}
[aria-pressed=true]::before,.chosen::before{content:"✓ "}
form{margin-block-start:auto}
.log{flex:1 0 12em;min-height:0;position:relative;overflow:auto;overscroll-behavior:contain;padding:1em;display:flex;flex-direction:column;gap:.6em}
.log:focus-visible{outline-offset:-3px}
.text,.mine{border:1px solid transparent;border-radius:1em;padding:.6em .85em;max-width:94%;width:fit-content;white-space:pre-wrap}
.text{background:var(--soft);border-end-start-radius:.25em}
.text div+div,p+p{margin-block-start:.5em}
.bullet{padding-inline-start:.9em;text-indent:-.9em}
.card .text{max-width:none;background:none;border-color:var(--line);border-inline-start:4px solid var(--accent);border-radius:.5em}
.title,.card div:first-child p:first-child{font-weight:700}
.folded{max-height:19em;overflow:hidden;mask:linear-gradient(#000 80%,#0000)}
.mine{align-self:flex-end;border-end-end-radius:.25em}
.file,.late small{display:block}
small{display:none}
.note,.state,small{font-size:.875em}
.note,.state{color:var(--muted)}
.choices{margin-block-start:.6em}
.answer{flex:1 1 100%;border-color:var(--accent);font-weight:500}
.aside{min-height:40px;border-color:transparent;background:none;padding:.3em;font-size:.875em;text-decoration:underline}
.used button{flex:none;max-width:100%;min-height:32px;padding:.2em .6em;border:1px solid var(--line);color:var(--muted);font-size:.875em;text-decoration:none}
.state:not(:empty){padding:.4em 1em}
form{flex-wrap:nowrap;align-items:end;padding:.6em;padding-block-end:max(.6em,env(safe-area-inset-bottom));border-block-start:1px solid var(--line)}
textarea{flex:1;min-width:0;max-height:8em;resize:none;field-sizing:content}
@media(max-width:30rem){.panel:not(.inline){inset:var(--top,0) 0 auto;width:auto;height:var(--height,100dvh);border:0;border-radius:0}}
@media print{:host{--paper:#fff;--ink:#000;--muted:#333;--accent:#000}
.launcher,form,.state,details,.close,.more,.choices{display:none}
.panel,.log{all:revert!important}
header,.mine,.text{background:none;color:#000}
.text{max-width:none;padding:0}
.folded{max-height:none;mask:none}
.mine{margin:1em 0 1em auto;border-color:#000}
.mine .sr{position:static;clip-path:none}}
`;
  const light = ([red, green, blue]) => (0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2) / 255 ** 2.2 + 0.05;

  /** The colour moved toward black (0) or white (255) until it can be read against `ground`. */
  const readable = (colour, goal, ground) => {
    const [low, high] = [light(colour), light(ground)].sort((one, other) => one - other);
    return high / low < 4.8 ? readable(colour.map((part) => Math.round(part + (goal - part) / 20)), goal, ground) : `rgb(${colour})`;
  };

  /** The sheet; a colour written #rgb or #rrggbb is darkened where white words couldn't be read on it. */
  const styled = (colour = "") => {
    const parts = /^#(..?)(..?)(..?)$/.exec(colour)?.slice(1).map((part) => parseInt(part.padStart(2, part), 16));
    const own = parts?.every(isFinite)
      ? `:host{--brand:${readable(parts, 0, [255, 255, 255])};--light:${readable(parts, 255, [18, 25, 27])}}`
      : "";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS + own);
    return sheet;
  };

  /** An element, what it listens to, its properties or attributes, and what it holds. */
  const make = (tag, given = {}, ...held) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (/^on/.test(name)) node.addEventListener(name.slice(2), value);
      else if (name in node) node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...held);
    return node;
  };

  class EscaleChat extends HTMLElement {
    static make = make;

    connectedCallback() {
      if (this.shadowRoot) return;
      const { mode, colour, title = "" } = this.dataset;
      const inline = mode === "inline";
      const act = (name) => (event) => this.chat?.[name](event);
      const send = (event) => {
        event.preventDefault();
        this.ready.then((chat) => chat.send());
      };
      const launcher = make("button", { className: "launcher", hidden: inline || !title, onclick: () => this.open() }, title);
      const heading = make("h2", {}, title);
      const menu = make("div", { className: "menu" });
      const details = make("details", { ontoggle: act("fill") }, make("summary"), menu);
      const closer = make("button", { className: "close", hidden: inline, onclick: () => this.close() }, "✕");
      const status = make("p", { className: "state", role: "status" });
      const input = make("textarea", {
        rows: 1,
        enterKeyHint: "send",
        autocomplete: "off",
        dir: "auto",
        onkeydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && send(event),
      });
      const sender = make("button");
      const form = make("form", { onsubmit: send }, input, sender);
      const panel = make(
        "section",
        {
          className: inline ? "panel inline" : "panel",
          role: inline ? "region" : "dialog",
          tabIndex: -1,
          hidden: !inline,
          onclick: act("leave"),
          onkeydown: act("escape"),
        },
        make("header", {}, heading, details, closer),
        status,
        form,
      );
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [styled(colour)];
      root.append(launcher, panel);
      const parts = { inline, launcher, heading, menu, details, closer, status, input, sender, panel };
      this.ready = import(base + "chat.js").then(async ({ Chat }) => {
        const chat = (this.chat = new Chat(this, parts));
        await chat.appear();
        return chat;
      });
      this.ready.catch(() => this.remove()); // rather nothing than a field that swallows what is typed
    }

    open() {
      this.ready.then((chat) => chat.open());
    }

    close() {
      this.ready.then((chat) => chat.close());
    }

    toggle() {
      this.ready.then((chat) => chat.toggle());
    }
  }

  const base = new URL("widget/", script.src).href;
  const byHand = document.querySelector("escale-chat");
  const chat = byHand ?? document.createElement("escale-chat");
  const data = Object.assign(chat.dataset, { ...script.dataset, ...chat.dataset });
  let kept;
  try {
    kept = localStorage["escale.language"];
  } catch {}
  data.language =
    [kept, data.language, document.documentElement.lang.slice(0, 2)].find((one) => /^(fr|en|es)$/.test(one)) ?? "fr";
  for (const name of ["words/" + data.language, "talk", "log"]) import(`${base}${name}.js`);
  customElements.define("escale-chat", EscaleChat);
  const place = () => {
    const target = data.target && document.querySelector(data.target);
    if (target) target.append(chat);
    else if (data.mode === "inline" && document.body.contains(script)) script.after(chat);
    else document.body.append(chat);
  };
  if (!byHand) document.body ? place() : addEventListener("DOMContentLoaded", place);
})();
