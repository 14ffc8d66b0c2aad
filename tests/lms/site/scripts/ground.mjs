// What a browser gives a module, for tests under Node: IndexedDB, and idb where the static files have it.
import "fake-indexeddb/auto";
import { registerHooks } from "node:module";

const idb = new URL("../../../../node_modules/idb/build/index.js", import.meta.url).href;
registerHooks({
  resolve: (name, context, next) => (name.endsWith("vendor/idb/index.js") ? { url: idb, shortCircuit: true } : next(name, context)),
});

/** A door as the server has it: keeps each (device, number) once, and may lose what it says or be out of reach. */
export class Door {
  kept = new Map();
  held = {};
  asked = [];
  mood = "well";
  open = true;

  constructor() {
    globalThis.fetch = async (url, { body }) => this.answer(JSON.parse(body));
  }

  async answer(said) {
    if (this.mood === "gone") throw new TypeError("no network");
    this.asked.push(said);
    if (this.mood === "swamped") return reply(503, { refusal: {} }, { "Retry-After": "7" });
    if (this.mood === "narrow" && said.entries.length > 3) return reply(413, { refusal: {} });
    const stale = said.entries.filter(entry => !this.keep(said.device, entry)).map(({ number }) => number);
    for (const { number } of said.signals || []) this.kept.set(`${said.device}:${number}`, { signal: true });
    if (said.submit) this.open = false;
    if (this.mood === "mute") throw new TypeError("the answer was lost");
    const keys = said.all ? Object.keys(this.held) : said.entries.map(entry => String(entry.position));
    return reply(200, {
      held: Object.fromEntries(keys.filter(key => this.held[key]).map(key => [key, this.held[key]])),
      kept: [...said.entries, ...(said.signals || [])].map(({ number }) => number),
      stale, refused: [], late: [], remaining: 600, open: this.open, receipt: this.open ? "" : "R-1", stages: {},
    });
  }

  keep(device, { number, position, sequence, shown }) {
    const key = `${device}:${number}`;
    if (this.kept.has(key)) return true;
    this.kept.set(key, { position, sequence, shown });
    const held = this.held[position];
    if (held && held.sequence >= sequence) return false;
    this.held[position] = { sequence, shown };
    return true;
  }
}

function reply(status, body, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers });
}

export async function until(test) {
  for (let turn = 0; turn < 400; turn += 1) {
    if (await test()) return;
    await new Promise(done => setTimeout(done, 5));
  }
  throw new Error("it did not come to pass");
}

const SITE = new URL("../../../../lms/site/static/site/", import.meta.url).href;
let windows = 0;

/** Open the journal as a window of its own would: with modules of its own, over the same disk. */
export async function openWindow() {
  windows += 1;
  const { DiskStore } = await import(`${SITE}journal/store.js`);
  const { Work } = await import(`${SITE}journal/work.js?window=${windows}`);
  return { store: await DiskStore.open(), Work };
}

export async function journalOf(window) {
  const { openJournal } = await import(`${SITE}journal.js?window=${window}`);
  return openJournal();
}

export function facts(name) {
  return { door: "/exams/sync/", envelope: { token: name }, title: "考试", page: "/exams/sittings/1/" };
}

export async function openWork(name) {
  const { store, Work } = await openWindow();
  await store.begin(name, facts(name));
  return new Work(store, name, facts(name));
}

export function answer(work, position, sequence, shown, base = sequence - 1) {
  return work.write("entries", { position, sequence, shown }, { key: position, base });
}
