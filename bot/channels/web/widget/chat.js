// The life of the panel: it opens, closes, says so, changes its language, shows what comes, ends.
import { Log, button, make } from "./log.js";
import { Talk, attempt, keep } from "./talk.js";

const THINKING = 900;
const ERASED = /^(erase\.says\.done|child\.says\.erased)$/;
const PAPER = `@media print{
body :not(:has(escale-chat),escale-chat){display:none!important}
body :has(escale-chat){all:revert!important}
}`;

/** What is kept for this tab alone. */
const tab = (act) => attempt(act, "sessionStorage");

/** What each language calls itself. */
const itself = (code) => new Intl.DisplayNames(code, { type: "language" }).of(code).replace(/./, (first) => first.toUpperCase());

/** The page without what isn't the conversation, on paper. */
const print = () => {
  const paper = new CSSStyleSheet();
  paper.replaceSync(PAPER);
  const before = [...document.adoptedStyleSheets];
  document.adoptedStyleSheets = [...before, paper];
  addEventListener("afterprint", () => (document.adoptedStyleSheets = before), { once: true });
  window.print();
};

export class Chat {
  #timer;
  #known;

  /** `parts` are those of the element, which fall to this. */
  constructor(element, parts) {
    Object.assign(this, parts);
    this.element = element;
    this.log = new Log((title, payload) => this.talk.say(title, payload));
    this.status.before(this.log.node);
    const seen = window.visualViewport;
    // a keyboard over the page doesn't cover what is typed
    seen?.addEventListener("resize", () => {
      this.panel.style.setProperty("--height", seen.height + "px");
      this.panel.style.setProperty("--top", seen.offsetTop + "px");
    });
  }

  async appear() {
    await this.speak(this.element.dataset.language || "fr");
    this.talk = new Talk(this);
    this.launcher.hidden = this.inline;
    if (this.inline || tab((kept) => kept.escaleOpen)) this.#show();
    else if (this.talk.begun) this.#begin();
  }

  open() {
    if (this.inline) return;
    this.#show();
    tab((kept) => (kept.escaleOpen = 1));
    (matchMedia("(pointer:coarse)").matches ? this.panel : this.input).focus();
    this.element.dispatchEvent(new Event("escale-open", { bubbles: true }));
  }

  close() {
    if (this.inline) return;
    tab((kept) => delete kept.escaleOpen);
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
    this.element.dispatchEvent(new Event("escale-close", { bubbles: true }));
  }

  toggle() {
    this.panel.hidden ? this.open() : this.close();
  }

  send() {
    const text = this.input.value.trim();
    this.input.value = "";
    if (text) this.talk.say(text);
  }

  // --- what the exchange tells

  answered(item, replies) {
    if (replies.some(({ key }) => ERASED.test(key))) {
      this.log.clear();
      this.talk.forget();
      this.log.waiting(item);
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
    if (this.inline) this.log.note(this.words.erased, " ", button(this.words.restart, () => this.#begin()));
  }

  state(name) {
    clearTimeout(this.#timer);
    const say = () => (this.status.textContent = this.words[name] ?? "");
    this.panel.classList.toggle("late", !/typing|^$/.test(name));
    this.#timer = setTimeout(say, name === "typing" ? THINKING : 0);
  }

  // --- what the menu does

  fill() {
    const { person, restart, print: paper, erase } = this.words;
    const languages = ["fr", "en", "es"].map((lang) =>
      button(itself(lang), () => this.#change(lang), { lang, "aria-pressed": lang === this.language }),
    );
    this.menu.replaceChildren(
      make("div", { className: "languages" }, ...languages),
      button(person, () => this.#say(person)),
      button(restart, () => this.#say(restart)),
      button(paper, print),
      button(erase, () => this.#ask()),
    );
  }

  leave({ target }) {
    this.details.open &&= this.details.contains(target);
  }

  escape(event) {
    if (event.key !== "Escape") return;
    if (!this.details.open) return this.close();
    this.details.open = false;
    this.details.firstChild.focus();
  }

  #say(text) {
    this.details.open = false;
    this.input.focus();
    this.talk.say(text);
  }

  #change(language) {
    this.speak(language);
    keep("language", language);
    this.#say(itself(language));
  }

  #ask() {
    const { erase_ask, erase_yes, erase_no, erase_failed } = this.words;
    const text = make("p", { id: "ask" }, erase_ask);
    const erase = async () => {
      try {
        await this.talk.erase();
        ask.remove();
        this.forgotten(true);
      } catch {
        text.textContent = erase_failed;
      }
    };
    const keep = button(erase_no, () => {
      ask.remove();
      this.input.focus();
    });
    const yes = button(erase_yes, erase, { className: "yes" });
    const ask = make("div", { className: "ask", role: "alertdialog", "aria-labelledby": "ask" }, text, yes, keep);
    this.details.open = false;
    this.panel.querySelector(".ask")?.remove();
    this.log.node.before(ask);
    keep.focus();
  }

  // --- its own

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
    this.speak(replies.at(-1).language);
    if (this.panel.hidden && this.#known) this.launcher.classList.add("new");
    this.#known = true;
  }

  /** Takes up the words of a language, at first and whenever the conversation changes. */
  async speak(language) {
    if (language === this.language) return;
    const { default: words } = await import(`./words/${language}.js`);
    this.language = language;
    this.words = this.log.words = words;
    const title = this.element.dataset.title || words.title;
    this.launcher.textContent = this.heading.textContent = this.panel.ariaLabel = this.log.node.ariaLabel = title;
    this.launcher.lang = this.panel.lang = language;
    this.closer.ariaLabel = words.close;
    this.details.firstChild.textContent = words.menu + " ▾";
    this.input.placeholder = this.input.ariaLabel = words.input;
    this.sender.textContent = words.send;
  }
}
