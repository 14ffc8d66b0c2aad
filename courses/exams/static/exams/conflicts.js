// An answer that was given elsewhere stands against the one shown here: the person sees both and chooses.

import { said } from "./answers.js";
import { questionOf } from "./paper.js";
import { word } from "./words.js";

/** Show or take away the choice under a question; ``choose(answer)`` hears which one it is to be. */
export function offer(position, { answer, other, code }, choose) {
  const question = questionOf(position);
  let panel = question.querySelector("[data-conflict]");
  if (!other) return panel?.remove();
  const told = `${said(answer)}|${said(other)}`;
  if (panel?.dataset.conflict === told) return null;
  panel?.remove();
  panel = Object.assign(document.createElement("div"), { className: "notice notice--warning stack" });
  panel.dataset.conflict = told;
  panel.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = word(`conflict-${code}`, { now: said(answer), other: said(other) });
  panel.append(line, button(word("keep", { answer: said(answer) }), () => choose(answer)), button(word("take", { answer: said(other) }), () => choose(other)));
  question.append(panel);
  return panel;
}

function button(text, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button button--block", textContent: text });
  made.addEventListener("click", press);
  return made;
}
