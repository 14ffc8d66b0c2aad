// The clock, the count and the second try of an exam. Saving itself is htmx; without this file the form still works.

const form = document.querySelector("[data-sitting]");
const bar = document.querySelector(".exam-bar");
const clock = document.querySelector("[data-clock]");
const trouble = document.querySelector("[data-trouble]");
const text = form.dataset;
const unsaved = new Map(); // position -> tries so far
const sequences = new Map(); // position -> the last sequence sent
let endsAt = performance.now() + Number(text.remaining) * 1000;
let announced = false;
let ending = false;

// --- The clock: the server's seconds, counted by a clock that nobody can set.

function left() {
  return Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
}

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

function tick() {
  const seconds = left();
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  clock.textContent = `${hours ? `${hours}:` : ""}${hours ? twoDigits(minutes) : minutes}:${twoDigits(seconds % 60)}`;
  if (seconds <= 300) bar.classList.add("is-late");
  if (seconds <= 300 && seconds > 0 && !announced) {
    announced = true;
    document.querySelector("[data-announce]").textContent = text.textFive;
  }
  if (seconds === 0 && !ending) ring();
}

async function askTime() {
  try {
    const response = await fetch(text.clockUrl, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return null;
    const answer = await response.json();
    if (!answer.open) location.reload();
    endsAt = performance.now() + answer.remaining * 1000;
    tick();
    return answer;
  } catch {
    return null;
  }
}

async function ring() {
  ending = true;
  say(text.textBell);
  // Only leave the page when the server can be reached: what is on it must not vanish behind an error page.
  const answer = await askTime();
  if (answer === null || answer.remaining > 0) {
    setTimeout(() => { ending = false; }, 2000);
    return;
  }
  unsaved.clear();
  const then = document.createElement("input");
  Object.assign(then, { type: "hidden", name: "then", value: "bell" });
  form.append(then);
  form.submit();
}

// --- Saving: a sequence number with every change, and another try for what did not arrive.

function positionOf(element) {
  return element.closest("[data-question]")?.dataset.question;
}

function say(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}

function stateText(position, words) {
  const state = document.getElementById(`state-${position}`);
  state.querySelector("p")?.remove();
  const line = document.createElement("p");
  line.className = "meta";
  line.textContent = words;
  state.append(line);
}

function seen(position) {
  return Number(document.querySelector(`[name="seen-${position}"]`)?.value || 0);
}

document.body.addEventListener("htmx:configRequest", (event) => {
  const position = positionOf(event.detail.elt);
  if (!position) return;
  const again = event.detail.triggeringEvent?.type === "resend";
  const last = Math.max(seen(position), sequences.get(position) || 0);
  const sequence = again && sequences.has(position) ? sequences.get(position) : last + 1;
  sequences.set(position, sequence);
  event.detail.parameters.sequence = String(sequence);
  if (!unsaved.has(position)) unsaved.set(position, 0);
  stateText(position, text.textSaving);
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const position = positionOf(event.detail.elt) || positionOf(event.detail.target);
  if (!position) return;
  if (!event.detail.xhr.responseURL.includes("/answers/")) {
    event.detail.shouldSwap = false;
    say(text.textSignin);
    stateText(position, text.textUnsaved);
    return;
  }
  const remaining = event.detail.xhr.getResponseHeader("X-Remaining");
  if (remaining !== null) endsAt = performance.now() + Number(remaining) * 1000;
  if (event.detail.xhr.status < 500) {
    unsaved.delete(position);
    if (unsaved.size === 0) say("");
  }
  if (event.detail.xhr.status === 409) sequences.delete(position);
});

document.body.addEventListener("htmx:afterSwap", count);

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => {
    const position = positionOf(event.detail.elt);
    if (!position) return;
    unsaved.set(position, (unsaved.get(position) || 0) + 1);
    stateText(position, text.textUnsaved);
  });
}

function resend() {
  for (const [position, tries] of unsaved) {
    if (tries > 0) window.htmx.trigger(document.getElementById(`q${position}`), "resend");
  }
}

setInterval(resend, 5000);
addEventListener("online", resend);
addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});
form.addEventListener("submit", () => unsaved.clear());

// --- The count and the numbers.

function count() {
  let answered = 0;
  for (const question of document.querySelectorAll("[data-question]")) {
    const done = question.querySelector("input:checked") !== null;
    const number = document.querySelector(`[data-number="${question.dataset.question}"]`);
    number.classList.toggle("is-answered", done);
    number.querySelector("[data-said]").textContent = done ? text.textAnswered : "";
    if (done) answered += 1;
  }
  document.querySelector("[data-answered]").textContent = String(answered);
}

form.addEventListener("change", count);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") askTime();
});
// A page brought back by the browser's "back" shows what the browser remembers, not what is saved.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
count();
tick();
setInterval(tick, 500);
