// <escale-chat>: the panel, its launcher, what is typed; it opens, closes, and says so.
import { Log, button, make } from "./log.js";
import { styled } from "./style.js";
import { Talk, keep } from "./talk.js";

const THINKING = 900;
const ERASED = /^(erase\.says\.done|child\.says\.erased)$/;

class EscaleChat extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #timer;
  #known;

  async connectedCallback() {
    if (this.log) return;
    this.inline = this.dataset.mode === "inline";
    this.#root.adoptedStyleSheets = [styled(this.dataset.colour)];
    this.#build();
    await this.#speak(this.dataset.language || "fr");
    this.talk = new Talk(this);
    this.#root.append(this.launcher, this.panel);
    if (this.wanted) this.open();
    else if (this.inline || this.#tab().escaleOpen) this.#show();
    else if (this.talk.begun) this.#begin();
  }

  open() {
    this.wanted = true;
    if (!this.talk || this.inline) return;
    this.#show();
    this.#tab().escaleOpen = 1;
    (matchMedia("(pointer:coarse)").matches ? this.panel : this.input).focus();
    this.dispatchEvent(new Event("escale-open", { bubbles: true }));
  }

  close() {
    this.wanted = false;
    if (this.inline || !this.talk) return;
    delete this.#tab().escaleOpen;
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
    this.dispatchEvent(new Event("escale-close", { bubbles: true }));
  }

  toggle() {
    this.panel?.hidden ? this.open() : this.close();
  }

  // --- what the exchange tells

  answered(item, replies) {
    if (replies.some(({ key }) => ERASED.test(key))) {
      this.log.clear();
      this.talk.forget();
    }
    this.#news(this.log.answered(item, replies));
  }

  heard(events) {
    this.#news(this.log.heard(events));
  }

  refused(item) {
    this.log.sent(item);
    this.log.note(this.words.refused);
  }

  anew(unsent) {
    this.log.clear();
    this.log.note(this.words.anew);
    this.input.value ||= unsent ?? "";
  }

  /** Another tab began anew, or ended and erased. */
  forgotten(ended) {
    this.log.clear();
    if (!ended) return;
    this.input.value = "";
    this.begun = false;
    this.close();
    if (!this.inline) return;
    this.log.note(this.words.erased, " ", button(this.words.begin, () => this.#begin()));
  }

  state(name) {
    clearTimeout(this.#timer);
    const say = () => (this.status.textContent = this.words[name] ?? "");
    this.#timer = setTimeout(say, name === "typing" ? THINKING : 0);
  }

  // --- what the menu does

  say(text) {
    this.details.open = false;
    this.input.focus();
    this.talk.say(text);
  }

  speak(language, itself) {
    this.#speak(language);
    keep("language", language);
    this.say(itself);
  }

  erase() {
    const { erase_ask, erase_yes, erase_no, erase_failed } = this.words;
    const text = make("p", { id: "ask" }, erase_ask);
    const yes = async () => {
      try {
        await this.talk.erase();
        ask.remove();
        this.forgotten(true);
      } catch {
        text.textContent = erase_failed;
      }
    };
    const no = button(erase_no, () => {
      ask.remove();
      this.input.focus();
    });
    const ask = make("div", { className: "ask", role: "alertdialog", "aria-labelledby": "ask" }, text, button(erase_yes, yes, { className: "yes" }), no);
    this.details.open = false;
    this.#root.querySelector(".ask")?.remove();
    this.log.node.before(ask);
    no.focus();
  }

  // --- its own

  /** What is kept for this tab alone. */
  #tab() {
    try {
      return sessionStorage;
    } catch {
      return {};
    }
  }

  #show() {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.classList.remove("new");
    this.log.node.scrollTop = 1e6;
    this.#begin();
  }

  #begin() {
    if (this.begun) return;
    this.begun = true;
    this.log.clear();
    const { node } = this.log;
    if (this.talk.begun) node.ariaLive = "off"; // what was read before isn't announced again
    setTimeout(() => node.removeAttribute("aria-live"), 2e3);
    this.talk.begin();
  }

  #news(added) {
    const replies = added.filter(({ said }) => said === undefined);
    if (!replies[0]) return;
    this.#speak(replies.at(-1).language);
    if (this.panel.hidden && this.#known) this.launcher.classList.add("new");
    this.#known = import("./menu.js"); // at hand when the network isn't
  }

  /** Takes up the words of a language, at first and whenever the conversation changes. */
  async #speak(language) {
    if (language === this.language) return;
    const { default: words } = await import(`./words/${language}.js`);
    this.language = language;
    this.words = this.log.words = words;
    const title = this.dataset.title || words.title;
    this.launcher.textContent = this.title_.textContent = this.panel.ariaLabel = title;
    this.launcher.lang = this.panel.lang = language;
    this.closer.ariaLabel = words.close;
    this.log.node.ariaLabel = words.log;
    this.details.firstChild.textContent = words.menu + " ▾";
    this.input.placeholder = this.input.ariaLabel = words.input;
    this.sender.textContent = words.send;
  }

  #build() {
    const send = (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      this.input.value = "";
      if (text) this.talk.say(text);
    };
    const { inline } = this;
    this.log = new Log((title, payload) => this.talk.say(title, payload));
    this.launcher = button("", () => this.open(), { className: "launcher", hidden: inline });
    this.closer = button("✕", () => this.close(), { className: "close", hidden: inline });
    this.title_ = make("h2");
    const menu = make("div", { className: "menu" });
    const fill = async () => this.details.open && menu.replaceChildren(...(await import("./menu.js")).menu(this, this.words));
    this.details = make("details", { ontoggle: fill }, make("summary"), menu);
    this.status = make("p", { className: "state", role: "status" });
    this.input = make("textarea", {
      rows: 1,
      enterKeyHint: "send",
      autocomplete: "off",
      dir: "auto",
      onkeydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && send(event),
    });
    this.sender = make("button");
    this.panel = make(
      "section",
      {
        className: inline ? "panel inline" : "panel",
        role: inline ? "region" : "dialog",
        tabIndex: -1,
        hidden: !inline,
        onclick: ({ target }) => (this.details.open &&= this.details.contains(target)),
        onkeydown: (event) => event.key === "Escape" && this.#escape(event),
      },
      make("header", {}, this.title_, this.details, this.closer),
      this.log.node,
      this.status,
      make("form", { onsubmit: send }, this.input, this.sender),
    );
    const seen = window.visualViewport;
    // a keyboard over the page doesn't cover what is typed
    seen?.addEventListener("resize", () => {
      this.panel.style.setProperty("--height", seen.height + "px");
      this.panel.style.setProperty("--top", seen.offsetTop + "px");
    });
  }

  #escape(event) {
    event.stopPropagation();
    if (!this.details.open) return this.close();
    this.details.open = false;
    this.details.firstChild.focus();
  }
}

customElements.get("escale-chat") ?? customElements.define("escale-chat", EscaleChat);
