// The bar over the paper, what it says aloud, and the line of trouble under it.

import { spelled } from "./clock.js";
import { word } from "./words.js";

const bar = document.querySelector(".exam-bar");
const face = document.querySelector("[data-clock]");
const delivery = document.querySelector("[data-delivery]");
const trouble = document.querySelector("[data-trouble]");
const announcer = document.querySelector("[data-announce]");
let announcing = null;

export function showTime(seconds) {
  face.textContent = spelled(seconds);
  bar.classList.toggle("is-late", seconds <= 300);
}

/** "3 answers wait" or "everything delivered". */
export function showDelivery(waiting, persistent) {
  const text = waiting ? word(persistent ? "waiting-n" : "sending-n", { n: waiting }) : word("all-sent");
  if (delivery.textContent !== text) delivery.textContent = text;
  delivery.classList.toggle("badge--warning", waiting > 0);
  delivery.classList.toggle("badge--done", waiting === 0);
}

export function say(text) {
  if (trouble.textContent !== text) trouble.textContent = text;
  trouble.hidden = !text;
}

/** Tell a screen reader, once things have come to rest. */
export function announce(text, pause = 800) {
  clearTimeout(announcing);
  announcing = setTimeout(() => { announcer.textContent = text; }, pause);
}
