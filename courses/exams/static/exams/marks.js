// "Look at this again": kept on this phone beside the answers.

import { positionOf, questions } from "./paper.js";
import { word } from "./words.js";

export function addMarks(change) {
  for (const question of questions()) {
    if (question.querySelector("[data-mark]")) continue;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet question__mark" });
    button.dataset.mark = "";
    button.addEventListener("click", () => change(positionOf(button)));
    question.append(button);
  }
}

export function showMarks(marks) {
  for (const button of document.querySelectorAll("[data-mark]")) {
    const marked = marks.has(positionOf(button));
    button.setAttribute("aria-pressed", String(marked));
    const which = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    which.textContent = word("question-n", { n: positionOf(button) });
    button.replaceChildren(word(marked ? "unmark" : "mark"), which);
  }
}
