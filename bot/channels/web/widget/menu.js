// What can be done beside the conversation: another language, a person, from the start, on paper, nothing left.
import { button, make } from "./log.js";

const PAPER = `@media print{
body :not(:has(escale-chat),escale-chat){display:none!important}
body :has(escale-chat){display:block!important;position:static!important;height:auto!important;overflow:visible!important}
}`;

/** The page without what isn't the conversation, on paper. */
const print = () => {
  const paper = new CSSStyleSheet();
  paper.replaceSync(PAPER);
  const before = document.adoptedStyleSheets;
  document.adoptedStyleSheets = [...before, paper];
  onafterprint = () => (document.adoptedStyleSheets = before);
  window.print();
};

/** What each language calls itself. */
const itself = (code) => new Intl.DisplayNames(code, { type: "language" }).of(code).replace(/./, (first) => first.toUpperCase());

/** What the menu holds; `chat` can say(text), speak(language, its name), erase(). */
export const menu = (chat, { language, person, restart, print: paper, erase }) => [
  make(
    "div",
    { className: "languages", role: "group", "aria-label": language },
    ...["fr", "en", "es"].map((code) =>
      button(itself(code), () => chat.speak(code, itself(code)), { lang: code, "aria-pressed": code === chat.language }),
    ),
  ),
  button(person, () => chat.say(person)),
  button(restart, () => chat.say(restart)),
  button(paper, print),
  button(erase, () => chat.erase()),
];
