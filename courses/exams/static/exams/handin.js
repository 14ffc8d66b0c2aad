// Handing in: what is unanswered, marked or not sent yet is named first.

import { isGiven } from "./answers.js";
import { word } from "./words.js";

const dialog = document.querySelector("dialog[data-hand-in]");

export const canAsk = Boolean(dialog?.showModal);

/** Ask once more; answers whether the person wants to hand in. */
export function ask(standings, marks, waiting) {
  const open = [...standings].filter(([, { answer }]) => !isGiven(answer)).map(([position]) => position);
  list("unanswered", open);
  list("marked", [...marks].filter(position => standings.has(position)).sort((a, b) => a - b));
  dialog.querySelector("[data-all-answered]").hidden = open.length > 0;
  const sealed = document.querySelectorAll("[data-sealed]").length;
  show("unopened", sealed > 0 && word("sealed", { n: sealed }));
  show("unsent", waiting > 0 && word("hand-in-waiting", { n: waiting }));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(done => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

function show(name, text) {
  const line = dialog.querySelector(`[data-${name}]`);
  line.hidden = !text;
  if (text) line.textContent = text;
}

function list(name, positions) {
  const part = dialog.querySelector(`[data-${name}-list]`);
  part.hidden = positions.length === 0;
  part.querySelector("p").textContent = word(name === "marked" ? "marked-list" : name, { n: positions.length });
  part.querySelector("ul").replaceChildren(...positions.map(position => {
    const item = document.createElement("li"), link = document.createElement("a");
    Object.assign(link, { href: `#q${position}`, textContent: position });
    link.addEventListener("click", () => dialog.close());
    item.append(link);
    return item;
  }));
}
