// The exchange with the server: what is said waits, kept, until it is answered; what comes is heard once.
const API = new URL("/chat/", import.meta.url);
const PATIENCE = 3e4;
const memory = {};

/** What the browser keeps from one page to the next; a memory of our own where it refuses to. */
export const attempt = (act, storage = "localStorage") => {
  try {
    return act(window[storage]);
  } catch {
    return act(memory);
  }
};
const PREFIX = "escale.";
const recall = (name) => attempt((kept) => kept[PREFIX + name]);
export const keep = (name, value) => attempt((kept) => (kept[PREFIX + name] = value));
const drop = (name) => attempt((kept) => delete kept[PREFIX + name]);

const waiting = () =>
  attempt((kept) => Object.keys(kept).filter((key) => key.startsWith("escale.out")).sort()).map((key) => ({
    name: key.slice(PREFIX.length),
    ...JSON.parse(attempt((kept) => kept[key])),
  }));
const forget = () => attempt((kept) => Object.keys(kept).forEach((key) => key.startsWith(PREFIX) && delete kept[key]));

/** Also where the browser keeps crypto.randomUUID for itself. */
const uuid = () => URL.createObjectURL(new Blob()).slice(-36);

let chain;
/** One at a time, in all the tabs: none hears while another is being answered. */
const alone = (act) => navigator.locks?.request("escale", act) ?? (chain = Promise.resolve(chain).catch(() => {}).then(act));

export class Talk {
  #token = recall("token");
  #heard = 0;
  #failures = 0;
  #count = 0;
  #busy;
  #again;
  #ear;

  /** The view has a `log`, and is told: answered(item, replies) heard(events) refused() anew(unsent) forgotten(ended) state(name). */
  constructor(view) {
    this.view = view;
    addEventListener("storage", ({ key, oldValue, newValue }) => {
      if (key?.startsWith("escale.out")) newValue ? view.log.waiting(JSON.parse(newValue)) : view.log.sent(JSON.parse(oldValue));
      else if (key === null || key === "escale.token") this.#follow();
    });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#follow());
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => view.state("offline"));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#ear?.abort() : this.#wake()));
  }

  get begun() {
    return this.#token ?? waiting()[0];
  }

  /** Opens the conversation, or goes on where it was. */
  begin() {
    waiting().forEach((item) => this.view.log.waiting(item));
    if (!this.begun) this.#put(this.#opening);
    this.#wake();
  }

  /** Says a text, or presses a button of that payload: sent once, now or when the network is back. */
  say(text, payload) {
    if (payload && waiting().some((one) => one.payload === payload)) return;
    this.view.log.waiting(this.#put({ text, payload }));
    this.#flush();
  }

  /** Erases everything, there and here; rejects where the server can't be reached. */
  erase() {
    return alone(async () => {
      if (this.#token) await this.#ask("DELETE", "sessions");
      this.forget();
      this.#token = undefined;
    });
  }

  /** Leaves nothing in this browser. */
  forget() {
    forget();
    this.#heard = 0;
    this.#ear?.abort();
  }

  get #opening() {
    return { payload: "/start " + this.view.language, hidden: true };
  }

  #put(message) {
    const item = { id: uuid(), ...message };
    keep(`out${Date.now() + this.#count++ / 1e3}`, JSON.stringify(item));
    return item;
  }

  /** Another tab ended this conversation, or began one. */
  #follow() {
    const token = recall("token");
    if (token === this.#token) return;
    this.#token = token;
    this.#heard = 0;
    this.#ear?.abort();
    this.view.forgotten(!token);
    this.#listen();
  }

  #wake() {
    this.#failures = 0;
    this.view.state(navigator.onLine ? "" : "offline");
    this.#flush();
    this.#listen();
  }

  /** Without a content type: on other sites, the first message then needs no permission asked beforehand. */
  #fetch(path, given) {
    const headers = this.#token ? { authorization: "Bearer " + this.#token } : {};
    return fetch(new URL(path, API), { headers, ...given });
  }

  async #ask(method, path, body) {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const response = await this.#fetch(path, { method, signal, body: JSON.stringify(body) });
    const { ok, status } = response;
    if (status > 499 || status === 429) throw status;
    return { status, body: ok && status !== 204 && (await response.json()) };
  }

  async #flush() {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#again);
    try {
      while (await alone(() => this.#send()));
    } catch {
      this.view.state(navigator.onLine ? "trouble" : "offline");
      this.#again = setTimeout(() => this.#flush(), this.#pause());
    }
    this.#busy = false;
  }

  /** Sends what waits first; says whether something did. */
  async #send() {
    const [item] = waiting();
    if (!item) return;
    const { id, text, payload, hidden, name } = item;
    const token = (this.#token = recall("token") ?? this.#token);
    if (!token || !hidden) {
      this.view.state("typing");
      const message = payload ? { id, payload } : { id, text };
      const { status, body } = token
        ? await this.#ask("POST", "messages", message)
        : await this.#ask("POST", "sessions", { language: this.view.language, message });
      if (status === 401) return await this.#anew();
      if (body?.token) keep("token", (this.#token = body.token));
      drop(name);
      this.#failures = 0;
      this.view.state("");
      if (body) this.view.answered(item, body.replies ?? body);
      else this.view.refused(item);
      this.#listen();
    } else drop(name);
    return true;
  }

  /** The server no longer knows the token: another takes its place at once, so that other tabs follow. */
  async #anew() {
    const old = this.#token;
    if ((recall("token") ?? old) !== old) return true;
    this.#token = undefined;
    const message = { id: uuid(), payload: this.#opening.payload };
    const { body } = await this.#ask("POST", "sessions", { language: this.view.language, message });
    const unsent = waiting().find((one) => !one.payload);
    this.forget();
    keep("token", (this.#token = body.token));
    this.view.anew(unsent?.text);
    this.view.heard(body.replies);
    return true;
  }

  #pause() {
    return Math.min(1e3 * 2 ** this.#failures++, PATIENCE) * (0.7 + Math.random() / 2);
  }

  /** Hears what comes, while the page is looked at; the server breaks every silence, or is called again. */
  async #listen() {
    if (this.#ear || !this.#token || document.hidden) return;
    const ear = (this.#ear = new AbortController());
    const { signal } = ear;
    let silence;
    const attend = () => {
      clearTimeout(silence);
      silence = setTimeout(() => ear.abort(), 2 * PATIENCE);
    };
    try {
      attend();
      const response = await this.#fetch("events?after=" + this.#heard, { signal });
      if (response.status === 401) await alone(() => this.#anew());
      if (!response.ok) throw response;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", part; !(part = await reader.read()).done; ) {
        attend();
        const lines = (rest + part.value).split("\n");
        rest = lines.pop();
        const events = lines.filter((line) => line.trim()).map((line) => JSON.parse(line));
        if (events[0]) await alone(() => signal.aborted || this.#hear(events));
      }
    } catch {}
    clearTimeout(silence);
    this.#ear = undefined;
    setTimeout(() => (this.#flush(), this.#listen()), signal.aborted ? 0 : this.#pause());
  }

  #hear(events) {
    this.#failures = 0;
    if (recall("token") && events.some((one) => one.erased)) {
      forget();
      return this.#follow();
    }
    this.#heard = events.at(-1).sequence;
    this.view.heard(events.filter((one) => !one.erased));
  }
}
