// The form of a question: shows what its type asks for, adds and moves its parts, sends pictures and recordings.
// Without this file everything is shown, blank parts wait at the end, and pictures are sent from their own list.

const form = document.querySelector("#w-editor-form");
const kind = form.querySelector("[name=kind]");
const parts = form.querySelector("[data-parts]");
const list = parts.querySelector("[data-parts-list]");
const total = parts.querySelector("[name=parts-TOTAL_FORMS]");
const sending = form.querySelector("[data-media]");
let typing; // the text that was typed in last: pictures go there

// --- What the type asks for.

function fit(root) {
  for (const element of root.querySelectorAll("[data-kinds]")) {
    element.hidden = !element.dataset.kinds.split(" ").includes(kind.value);
  }
  for (const element of root.querySelectorAll("[data-for-kind]")) {
    element.hidden = element.dataset.forKind !== kind.value;
  }
}

// --- Parts: added at the end, moved, taken away. ORDER says where each stands, DELETE that it is gone.

function present() {
  return [...list.children].filter((part) => !part.hidden);
}

function renumber() {
  present().forEach((part, place, all) => {
    part.querySelector("[data-part-number]").textContent = String(place + 1);
    part.querySelector("[name$=-ORDER]").value = String(place + 1);
    part.querySelector("[data-part-up]").disabled = place === 0;
    part.querySelector("[data-part-down]").disabled = place === all.length - 1;
  });
}

function prepare(part) {
  part.querySelector("[data-part-plain]").hidden = true;
  part.querySelector("[data-part-buttons]").hidden = false;
  fit(part);
}

function add() {
  const html = parts.querySelector("[data-part-blank]").innerHTML.replaceAll("__prefix__", total.value);
  list.insertAdjacentHTML("beforeend", html);
  total.value = String(Number(total.value) + 1);
  const part = list.lastElementChild;
  const before = present().at(-2)?.querySelector("[name$=-stage]");
  if (before) part.querySelector("[name$=-stage]").value = before.value;
  prepare(part);
  renumber();
  return part;
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const part = button?.closest("[data-part]");
  if (!part) return;
  const near = present();
  const place = near.indexOf(part);
  if ("partUp" in button.dataset) near[place - 1].before(part);
  if ("partDown" in button.dataset) near[place + 1].after(part);
  if ("partAway" in button.dataset) {
    part.querySelector("[name$=-DELETE]").checked = true;
    part.hidden = true;
    parts.querySelector("[data-part-add]").focus();
  }
  renumber();
  if (!part.hidden) button.focus();
});

parts.querySelector("[data-part-add]").addEventListener("click", () => {
  add().querySelector("textarea").focus();
});

for (const part of list.children) {
  const gone = part.querySelector("[name$=-DELETE]");
  const isBlank = [...part.querySelectorAll("textarea")].every((text) => !text.value.trim());
  if (isBlank && !part.querySelector(".error-message")) gone.checked = true;
  part.hidden = gone.checked;
  prepare(part);
}
parts.querySelector("[data-part-add]").hidden = false;
renumber();

kind.addEventListener("change", () => {
  fit(form);
  if (!parts.closest("[data-kinds]").hidden && !present().length) add();
});
fit(form);
if (!parts.closest("[data-kinds]").hidden && !present().length) add();

// --- Pictures and recordings: sent by themselves, their marker put where was typed last.

form.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) typing = event.target;
});

function say(words, isFault) {
  const said = sending.querySelector("[data-media-said]");
  said.textContent = words;
  said.classList.toggle("error-message", isFault);
}

function insert(marker) {
  const target = typing?.isConnected ? typing : form.querySelector("[name=stem]");
  target.setRangeText(marker, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.focus();
}

async function send() {
  const [file] = sending.querySelector("[data-media-file]").files;
  const alt = sending.querySelector("[data-media-alt]");
  if (!file || !alt.value.trim()) return say(sending.dataset.textMissing, true);
  const body = new FormData();
  body.set("file", file);
  body.set("alt", alt.value);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  say(sending.dataset.textSending, false);
  try {
    const answer = await fetch(sending.dataset.media, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) return say(told.message, true);
    insert(told.marker);
    say(sending.dataset.textSent, false);
    sending.querySelector("[data-media-file]").value = "";
    alt.value = "";
  } catch {
    say(sending.dataset.textFailed, true);
  }
}

sending.querySelector("[data-media-send]").addEventListener("click", send);
sending.querySelector("[data-media-alt]").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  send();
});
sending.querySelector("[data-media-form]").hidden = false;
