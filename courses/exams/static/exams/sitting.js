// An exam on a phone: every answer goes into the device journal first and is called saved when the server has said so.
// Without this file the page is a form that saves as a whole.

import { openJournal } from "../site/journal.js";
import { same, standing } from "./answers.js";
import * as bar from "./bar.js";
import { Clock } from "./clock.js";
import { offer } from "./conflicts.js";
import { ask, canAsk } from "./handin.js";
import { dropPages, keepPage } from "./keep.js";
import { addMarks, showMarks } from "./marks.js";
import * as paper from "./paper.js";
import { watch } from "./signals.js";
import { reach, reopen } from "./stages.js";
import { word } from "./words.js";

const BEAT = 30000, TYPING = 1500;
const form = document.querySelector("[data-sitting]");
const { sitting, token, door, now, receiptUrl, stageUrl, title } = form.dataset;
const withdraw = document.querySelector("[data-withdraw]");
const clock = new Clock();
const typing = new Map();
let work, standings = new Map(), notes = {}, over = false, leaving = false, rung = false;

// Heard before the journal is open, so that no touch is lost.
const ready = begin();
form.addEventListener("change", ({ target }) => touched(target, 0));
form.addEventListener("input", ({ target }) => target.matches("textarea") && touched(target, TYPING));
form.addEventListener("submit", handIn);
form.addEventListener("click", event => {
  const button = event.target.closest("[data-sealed] button");
  // Without it (a page that came over plain HTTP) the button is a form's.
  if (!button || !globalThis.crypto?.subtle) return;
  event.preventDefault();
  goOn(button);
});
document.addEventListener("visibilitychange", flushTyping);
addEventListener("pagehide", flushTyping);
// A page brought back by the browser's "back" shows what the browser remembers, not what is saved.
addEventListener("pageshow", event => event.persisted && location.reload());
addEventListener("beforeunload", event => {
  if (!leaving && work && !work.persistent && waitingCount() > 0) event.preventDefault();
});

async function begin() {
  const journal = await openJournal();
  work = await journal.scope(`exams:sitting:${sitting}`, { door, envelope: { token }, title, page: location.pathname });
  notes = await work.notes();
  paper.heedClosed();
  await reopen(notes.keys || {});
  await startClock();
  work.addEventListener("change", show);
  await show();
  if (!work.persistent) bar.say(word("no-storage"));
  setInterval(tick, 500);
  watch((kind, details = {}) => !over && work.write("signals", { kind, details }));
  work.send({ all: true });
  const beat = () => setTimeout(() => { if (!over) work.send({ all: true }); beat(); }, BEAT * (0.9 + Math.random() / 5));
  beat();
  keepPage().catch(() => {});
}

// --- Answers: written here first, shown as saved when the server has them.

function touched(target, pause) {
  const position = paper.positionOf(target);
  if (!position || !target.matches(`[name="chosen-${position}"], [name="text-${position}"]`)) return;
  clearTimeout(typing.get(position));
  typing.set(position, setTimeout(() => write(position), pause));
}

function flushTyping() {
  for (const [position, timer] of typing) {
    clearTimeout(timer);
    write(position);
  }
}

async function write(position, answer = paper.read(position)) {
  typing.delete(position);
  await ready;
  const stands = standings.get(position);
  if (over || !stands || (same(answer, stands.answer) && !stands.other)) return;
  const sequence = stands.sequence + 1;
  // Known at once, so that a second touch counts on from here.
  standings.set(position, { ...stands, answer, sequence, state: "waiting" });
  notes.mine = { ...notes.mine, [position]: { ...answer, sequence } };
  if (troubleOf(position)) await work.settle(about(position));
  await work.note("mine", notes.mine);
  await work.write("entries", { position: Number(position), sequence, ...answer }, { key: position, base: stands.base });
}

function about(position) {
  return each => each.list === "entries" && each.key === position;
}

function troubleOf(position) {
  return notes.troubles?.find(about(position));
}

async function choose(position, answer) {
  const stands = standings.get(position);
  await work.settle(about(position));
  notes.mine = { ...notes.mine, [position]: { ...stands.answer, sequence: stands.sequence } };
  await work.note("mine", notes.mine);
  if (!same(answer, stands.answer)) {
    paper.fill(position, answer);
    const { sequence: _sequence, position: _position, ...plain } = answer;
    await write(position, plain);
  }
  paper.questionOf(position).querySelector("input, textarea")?.focus();
}

// --- Showing what stands, after whatever changed: here, in another window, in the worker, at the server.

let showing = null, again = false;

async function show() {
  if (showing) {
    again = true;
    return;
  }
  showing = true;
  do {
    again = false;
    notes = await work.notes();
    draw(await work.waiting(), await work.closing());
  } while (again);
  showing = null;
}

function draw(entries, closing) {
  const waiting = entries.filter(({ list }) => list === "entries");
  const marks = new Set(notes.marks || []);
  addMarks(mark);
  for (const question of paper.questions()) {
    const position = question.dataset.question, was = standings.get(position);
    const stands = standing({
      shown: paper.written(position),
      held: notes.held?.[position],
      waiting: waiting.filter(({ key }) => key === position),
      mine: notes.mine?.[position],
      trouble: troubleOf(position),
    });
    standings.set(position, stands);
    if (!typing.has(position)) paper.fill(position, stands.answer);
    tell(position, stands, was);
    offer(position, stands, answer => choose(position, answer));
    paper.lock(position, over || rung || Boolean(closing) || question.dataset.stageClosed !== undefined);
  }
  paper.number(standings, marks);
  showMarks(marks);
  bar.showDelivery(waiting.length + (closing ? 1 : 0), work.persistent);
  follow(notes.last, waiting.length, closing);
}

function tell(position, { state }, was) {
  const line = paper.stateOf(position);
  const text = troubleOf(position)?.message || word(state === "waiting" && !work.persistent ? "sending" : state);
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("is-waiting", state === "waiting");
  line.classList.toggle("is-held", state === "held");
  if (was && was.state !== state) bar.announce(word("state-n", { n: position, state: text }));
}

async function mark(position) {
  const marks = new Set(notes.marks || []);
  if (!marks.delete(position)) marks.add(position);
  await work.note("marks", [...marks]);
}

// --- The clock and the bell.

async function startClock() {
  const known = notes.page?.now === now && (notes.last || notes.page);
  if (known && known.remaining !== undefined) return clock.resume(known.remaining, known.wall);
  const remaining = Number(form.dataset.remaining);
  clock.set(remaining);
  return work.note("page", { now, remaining, wall: Date.now() });
}

function tick() {
  const seconds = clock.left();
  bar.showTime(seconds);
  if (seconds <= 300 && seconds > 295) bar.announce(word("five"), 0);
  if (seconds === 0 && !rung && !over) ring();
}

function ring() {
  if (!clock.sure) {
    bar.say(word("bell-unsure"));
    return;
  }
  flushTyping();
  rung = true;
  bar.announce(word("bell"), 0);
  show();
  // Only the server's own clock ends a sitting: it is asked first, and told to close in follow().
  work.send({ all: true });
}

// What the server said last: how much time is left, and whether the sitting is still open.
const loadedAt = Date.now();
let heard = 0;

function follow(last, waiting, closing) {
  if (last?.open === false) return finish(waiting);
  if (last && last.wall >= loadedAt && last.wall !== heard) {
    heard = last.wall;
    clock.set(last.remaining);
    if (rung && !closing) afterBell(last.remaining);
  }
  const offline = work.outcome && work.outcome !== "sent";
  bar.say(trouble(offline, waiting, closing));
  withdraw.hidden = !closing || rung;
  return null;
}

function afterBell(remaining) {
  if (remaining === 0) {
    work.close({ submit: true });
    return;
  }
  // Time was added, or this phone rang too early.
  rung = false;
  setTimeout(show);
}

function trouble(offline, waiting, closing) {
  if (work.outcome === "401") return word("no-token");
  if (rung) return word(offline ? "bell-offline" : "bell", { n: waiting });
  if (closing) return word("submit-queued");
  if (!clock.sure && clock.left() === 0) return word("bell-unsure");
  if (offline) return word(navigator.onLine === false ? "offline" : "no-server");
  return work.persistent ? "" : word("no-storage");
}

// --- Handing in.

async function handIn(event) {
  if (leaving) return;
  const button = event.submitter;
  if (!canAsk && button?.value === "submit") return;
  if (button?.closest("[data-sealed]")) return;
  event.preventDefault();
  flushTyping();
  await ready;
  await show();
  if (button?.value !== "submit") {
    const { ok } = await work.send();
    bar.announce(word(ok ? "all-sent" : "no-server"), 0);
    return;
  }
  if (!(await ask(standings, new Set(notes.marks || []), waitingCount()))) return;
  await work.close({ submit: true });
  await show();
}

function waitingCount() {
  return [...standings.values()].filter(({ state }) => state === "waiting").length;
}

withdraw.addEventListener("click", () => work.close(null));

async function finish(waiting) {
  if (over || waiting > 0) return;
  over = true;
  const late = notes.troubles?.filter(({ code }) => code === "late").length || 0;
  bar.say(late ? word("finished-late", { n: late }) : word("finished"));
  for (const question of paper.questions()) paper.lock(question.dataset.question, true);
  // The journal forgets the sitting on the next page: other windows have to hear of its end too.
  await dropPages();
  leaving = true;
  setTimeout(() => location.assign(receiptUrl), late ? 6000 : 0);
}

// --- The next stage of a case: what is answered before it is sent first, for it cannot be changed afterwards.

async function goOn(button) {
  const panel = button.closest("[data-sealed]"), line = panel.querySelector("[data-stage-trouble]");
  const tell = text => Object.assign(line, { textContent: text, hidden: !text });
  button.disabled = true;
  tell("");
  flushTyping();
  await ready;
  const { ok } = await work.send();
  try {
    if (!ok) throw new Error(word("stage-offline"));
    const key = await reach(panel, stageUrl);
    await work.note("keys", { ...notes.keys, [panel.dataset.position]: key });
    await show();
    paper.questionOf(panel.dataset.position)?.querySelector("input, textarea")?.focus();
    keepPage().catch(() => {});
  } catch (fault) {
    tell(fault.message);
    button.disabled = false;
  }
}
