// Carries the entries of one scope to their door, each exactly once: the door knows it by device and number, so what
// is sent again because an answer was lost changes nothing, and what the door has not confirmed is never let go.
//
// A door takes {...envelope, device, now, <list>: [{number, at, ...facts}], ...closing} and answers
// {kept: [numbers], refused: [{number, code, message}], stale, late: [numbers], held: {key: what the server holds}, …}.

import { alone } from "./lock.js";

const MOST = 200, MOST_BYTES = 150000, PATIENCE = 20000;
// After so long a silence somebody else may have been here: the door is asked before it is told.
export const SILENCE = 45000;

// Tells of device time, by a clock that runs on evenly while the page is open even if somebody sets the phone's.
const origin = Date.now() - performance.now();
export function clock() {
  return Math.round(origin + performance.now());
}

/** Send what waits in ``scope``. Answers {ok, answer, wait}: ``wait`` is how many seconds the door asked for. */
export function send(store, scope, { all = false } = {}) {
  return alone(store, scope, () => flight(store, scope, all));
}

async function flight(store, scope, all) {
  const owner = await store.scope(scope);
  if (!owner) return { ok: true, answer: null };
  const device = await store.device();
  let most = MOST, waiting = await store.waiting(scope), answer = null;
  let ended = false;
  let asking = all || (waiting.length > 0 && clock() - ((await store.notes(scope)).heard || 0) > SILENCE);
  do {
    const batch = asking ? [] : cut(waiting, most);
    const closing = !asking && batch.length === waiting.length ? owner.closing : null;
    const reply = await post(owner, device, batch, asking, closing);
    if (reply.status === 413 && batch.length > 1) {
      most = Math.ceil(batch.length / 2);
      continue;
    }
    if (reply.status !== 200) return { ok: false, status: reply.status, wait: reply.wait, answer: reply.body };
    answer = reply.body;
    await take(store, scope, answer, batch, asking ? waiting : []);
    asking = false;
    ended ||= Boolean(closing);
    const left = await store.waiting(scope);
    // A door that neither keeps nor refuses what it was given would be asked for ever.
    if (batch.length && left.length >= waiting.length && left[0]?.number === waiting[0].number) break;
    waiting = left;
  } while (waiting.length || (owner.closing && !ended));
  return { ok: waiting.length === 0, answer };
}

function cut(waiting, most) {
  let bytes = 0;
  return waiting.slice(0, most).filter((entry, place) => {
    bytes += JSON.stringify(entry.facts).length * 3 + 60;
    return place === 0 || bytes <= MOST_BYTES;
  });
}

async function post(owner, device, batch, asking, closing) {
  const lists = {};
  for (const { list, number, at, facts } of batch) (lists[list] ||= []).push({ number, at, ...facts });
  const body = { ...owner.envelope, device, now: clock(), entries: [], ...lists, ...(asking && { all: true }), ...closing };
  const text = JSON.stringify(body);
  try {
    const response = await fetch(owner.door, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      // The envelope is the authority: it is sent also after signing out.
      credentials: "omit",
      body: text,
      // The last answer before the window is closed still goes out; browsers carry so much and no more.
      keepalive: text.length < 20000,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    const wait = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.redirected ? 0 : response.status, wait, body: await response.json().catch(() => null) };
  } catch {
    return { status: 0, wait: 0, body: null };
  }
}

async function take(store, scope, answer, batch, unsent) {
  const notes = await store.notes(scope);
  const held = answer.held || {}, refused = answer.refused || [];
  const news = overtaken(unsent, held, notes.held || {});
  for (const entry of newest(batch)) {
    const no = refused.find(each => each.number === entry.number);
    if (no) news.push({ ...no, ...plain(entry) });
    for (const code of ["stale", "late"]) {
      if (answer[code]?.includes(entry.number)) news.push({ code, ...plain(entry), theirs: held[entry.key] || null });
    }
  }
  // The last word on a thing is the one to show.
  const troubles = [...new Map([...(notes.troubles || []), ...news].map(each => [`${each.list}:${each.key}`, each])).values()];
  const { held: _held, ...last } = answer;
  await store.settle(scope, {
    gone: [...(answer.kept || []), ...refused.map(each => each.number)],
    notes: { held: { ...notes.held, ...held }, troubles, last: { ...last, wall: Date.now() }, heard: clock() },
    facts: answer.open === false ? { closing: null } : null,
  });
}

// What was written without knowing of an answer that somebody gave elsewhere meanwhile.
function overtaken(unsent, held, known) {
  const isNews = entry => held[entry.key] && held[entry.key].sequence > Math.max(entry.base || 0, known[entry.key]?.sequence || 0);
  return newest(unsent).filter(isNews).map(entry => ({ code: "overtaken", ...plain(entry), theirs: held[entry.key] }));
}

// Of several entries about one thing the last is what the person means.
function newest(entries) {
  return [...new Map(entries.map(entry => [`${entry.list}:${entry.key}`, entry])).values()];
}

function plain({ number, list, key, facts }) {
  return { number, list, key, facts };
}
