// The messages, in their order, each once: what was said, what was answered, the choices that come with it.
const LONG = 900;
const WHOLE = /^(handoff\.page|distress|common|routing)/;
const CARD = /^(handoff\.page|programmes\.headings|themes|routing)/;
const LINK = /https?:\/\/[^\s<>«»"]*[^\s<>«»".,;:!?)]|\b(1[ \u00a0-])?\d{3}[ \u00a0-]\d{3}[ \u00a0-]\d{4}\b|\b([2-9]11|988)\b(?!.?[\d$])/g;

export const { make } = customElements.get("escale-chat");
export const button = (text, onclick, given) => make("button", { onclick, ...given }, text);

const linked = (text) => {
  const held = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const href = found[0] === "h" ? found : "tel:" + found.replace(/\D/g, "");
    held.push(text.slice(from, index), make("a", { href, target: "_blank", rel: "noreferrer" }, found));
    from = index + found.length;
  }
  return [...held, text.slice(from)];
};

/** A line of a list, a title (followed by what it names), or a paragraph. */
const line = (text, at, lines) => {
  const bullet = text.startsWith("• ");
  const title = bullet && !at && lines[1] && !lines[1].startsWith("• ");
  return make("p", { dir: "auto", className: title ? "title" : bullet ? "bullet" : "" }, ...linked(bullet && title ? text.slice(2) : text));
};

export class Log {
  #seen = new Set();

  /** `words` may change; `choose(title, payload)` is called for a button. */
  constructor(choose) {
    this.choose = choose;
    this.node = make("div", { className: "log", role: "log", tabIndex: 0, onkeydown: (event) => this.#move(event) });
  }

  clear() {
    this.node.replaceChildren();
    this.#seen.clear();
  }

  /** Said by the person, not answered yet. */
  waiting({ id, text, hidden }) {
    if (!hidden && !this.#find(id)) this.#place(this.#own(text, id), Infinity);
    this.#settle();
  }

  /** Answered, in this tab: it stays where it is, since moving it would announce it again; says which replies are new. */
  answered({ id }, replies) {
    const order = (replies[0]?.sequence ?? this.#last + 1) - 0.5;
    const mine = this.#find(id);
    if (this.#seen.has(order)) mine?.remove();
    else if (mine) {
      mine.lastChild.remove();
      Object.assign(mine, { order, id: "" });
      this.#seen.add(order);
    }
    return this.heard(replies);
  }

  /** No longer waiting. */
  sent({ id }) {
    this.#find(id)?.remove();
  }

  /** What comes, or came before; says which are new. */
  heard(events) {
    const added = events.filter((one) => {
      const { sequence, said } = one;
      const order = said === undefined ? sequence : sequence - 0.5;
      if (this.#seen.has(order)) return;
      this.#place(said === undefined ? this.#reply(one) : this.#own(said), order);
      return true;
    });
    if (added[0]) this.#settle(added[0]);
    return added;
  }

  /** A word of the widget's own, at the end. */
  note(...held) {
    this.#place(make("p", { className: "note" }, ...held), this.#last + 0.1);
    this.node.scrollTop = 1e6;
  }

  get #last() {
    return Math.max(0, ...[...this.node.children].map(({ order }) => order).filter(isFinite));
  }

  #find(id) {
    return [...this.node.children].find((one) => one.id === id);
  }

  #place(node, order) {
    this.#seen.add(order);
    node.order = order;
    this.node.insertBefore(node, [...this.node.children].find((one) => one.order > order) ?? null);
  }

  #own(said, id) {
    const { you, waiting } = this.words;
    const node = make("div", { className: "mine", dir: "auto" }, make("span", { className: "sr" }, you + " "), said);
    if (id) node.append(make("small", { "aria-hidden": true }, waiting));
    return Object.assign(node, { id: id ?? "", said });
  }

  #reply({ text, language, key, buttons, progress, files }) {
    const card = CARD.test(key);
    const node = make("div", { className: card ? "reply card" : "reply", lang: language });
    if (progress) {
      const [number, total] = progress;
      node.append(make("p", { className: "note" }, this.words.progress.replace("{number}", number).replace("{total}", total)));
    }
    const blocks = text.trim().split(/\n\s*\n/).map((block) => make("div", {}, ...block.split("\n").map(line)));
    const long = text.length > LONG && !WHOLE.test(key);
    const unfold = () => {
      held.className = "text";
      more.remove();
    };
    const held = make("div", { className: long ? "text folded" : "text", tabIndex: -1, onfocusin: unfold }, ...blocks);
    const more = button(this.words.more, () => held.focus(), { className: "aside more" });
    node.append(held, long ? more : "");
    for (const { name, url } of files ?? []) {
      const { href, protocol } = new URL(url, import.meta.url);
      if (protocol.startsWith("http")) node.append(make("a", { className: "file", href, download: name }, name));
    }
    if (buttons?.[0]) node.append(this.#choices(buttons));
    return node;
  }

  #choices(buttons) {
    return make(
      "div",
      { className: "choices", role: "group", "aria-label": this.words.choices, "aria-live": "off" },
      ...buttons.map(({ title, payload, role }) =>
        button(title, () => this.choose(title, payload), { className: role, dir: "auto", value: title }),
      ),
    );
  }

  /** Marks what was chosen, and shows where the new begins. */
  #settle(first) {
    let group;
    for (const node of this.node.children) {
      if (node.said && group) this.#use(group, node.said);
      group = node.said ? null : (node.querySelector(".choices:not(.used)") ?? group);
    }
    const log = this.node;
    const fresh = [...log.children].filter((one) => first && one.order >= first.sequence - 0.5);
    const start = fresh.findLast((one) => one.said) ?? fresh[0];
    log.scrollTop = start ? start.offsetTop - 16 : 1e6;
  }

  #use(group, said) {
    const buttons = [...group.children];
    const chosen = buttons.find((one) => one.value === said);
    group.classList.add("used");
    buttons.forEach((one) => (one.tabIndex = -1));
    (chosen ?? buttons[0]).tabIndex = 0;
    chosen?.classList.add("chosen");
    chosen?.append(make("span", { className: "sr" }, `, ${this.words.chosen}`));
  }

  /** Arrows go from one choice to the next. */
  #move(event) {
    const { key, target } = event;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
    const group = step && target.closest(".choices");
    if (!group) return;
    event.preventDefault();
    const buttons = [...group.children];
    buttons.at((buttons.indexOf(target) + step) % buttons.length).focus();
  }
}
