// The questions as they stand in the page: read, filled in, locked, numbered.

import { isGiven } from "./answers.js";
import { word } from "./words.js";

const form = document.querySelector("[data-sitting]");

export function questions() {
  return [...form.querySelectorAll("[data-question]")];
}

export function questionOf(position) {
  return form.querySelector(`[data-question="${position}"]`);
}

export function positionOf(element) {
  return element.closest("[data-question]")?.dataset.question;
}

function inputs(position) {
  return [...questionOf(position).querySelectorAll(`[name="chosen-${position}"]`)];
}

function area(position) {
  return questionOf(position).querySelector(`textarea[name="text-${position}"]`);
}

/** What the person sees chosen or written now. */
export function read(position) {
  if (area(position)) return { text: area(position).value };
  return { shown: inputs(position).filter(each => each.checked).map(each => Number(each.value)) };
}

/** What the server wrote into the page, whatever was touched since; null where it holds nothing. */
export function written(position) {
  const sequence = Number(questionOf(position).querySelector(`[name="seen-${position}"]`)?.value || 0);
  if (!sequence) return null;
  if (area(position)) return { sequence, text: area(position).defaultValue };
  return { sequence, shown: inputs(position).filter(each => each.defaultChecked).map(each => Number(each.value)) };
}

/** Show ``answer``; a text that is being typed is left alone. */
export function fill(position, answer) {
  const text = area(position);
  if (text) {
    if (document.activeElement !== text && text.value !== (answer?.text || "")) text.value = answer?.text || "";
    return;
  }
  for (const each of inputs(position)) each.checked = answer?.shown?.includes(Number(each.value)) || false;
}

export function lock(position, locked) {
  const text = area(position);
  // A text that cannot be changed can still be read and scrolled.
  if (text) text.readOnly = locked;
  for (const each of inputs(position)) each.disabled = locked;
  questionOf(position).classList.toggle("is-locked", locked);
}

/** Remember which questions the server shows as closed: a later stage of their case is reached. */
export function heedClosed() {
  for (const question of questions()) {
    if (question.querySelector("fieldset[disabled], textarea[readonly]")) question.dataset.stageClosed = "";
  }
}

/** The line under a question that says where its answer is. */
export function stateOf(position) {
  const question = questionOf(position);
  let line = question.querySelector("[data-state]");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "meta question__delivery" });
    line.dataset.state = "";
    // What the server wrote there when it rendered the page is said anew.
    question.querySelector(".question__state p")?.remove();
    const mark = question.querySelector("[data-mark]");
    question.insertBefore(line, mark);
  }
  return line;
}

/** Tick the numbers and count: ``standings`` and ``marks`` by position. */
export function number(standings, marks) {
  let answered = 0;
  for (const [position, { answer }] of standings) {
    const given = isGiven(answer), link = numberOf(position);
    link.classList.toggle("is-answered", given);
    link.classList.toggle("is-marked", marks.has(position));
    const words = [given && word("answered"), marks.has(position) && word("marked")].filter(Boolean);
    link.querySelector("[data-said]").textContent = words.join(" ");
    if (given) answered += 1;
  }
  document.querySelector("[data-answered]").textContent = String(answered);
}

// Questions of a stage that was opened just now have no number in the list yet.
function numberOf(position) {
  const list = document.querySelector(".question-nav");
  let link = list.querySelector(`[data-number="${position}"]`);
  if (!link) {
    link = Object.assign(document.createElement("a"), { href: `#q${position}`, textContent: position });
    link.dataset.number = position;
    const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    said.dataset.said = "";
    link.append(said);
    const item = document.createElement("li");
    item.append(link);
    const after = [...list.querySelectorAll("[data-number]")].find(each => Number(each.dataset.number) > Number(position));
    list.insertBefore(item, after?.closest("li") || null);
  }
  return link;
}
