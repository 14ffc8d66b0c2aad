// The device journal: what a person does is written on the device first, then carried to the server, exactly once,
// however often the network fails, the page is loaded again or the browser is closed.
//
//   const journal = await openJournal();
//   const work = await journal.scope("exams:sitting:12", { door: "/exams/sync/", envelope: { token }, title, page });
//   await work.write("entries", { position: 3, sequence: 1, shown: [2] }, { key: "3", base: 0 });
//   work.addEventListener("change", …);

import { MemoryStore } from "./journal/memory.js";
import { Work } from "./journal/work.js";
import { send } from "./journal/sender.js";
import { DiskStore } from "./journal/store.js";

let opened = null;

/** Open the journal of this device, once; on a device that keeps nothing, one that lasts as long as the page. */
export function openJournal() {
  opened ||= open();
  return opened;
}

async function open() {
  try {
    const disk = await DiskStore.open();
    navigator.storage?.persist?.().catch(() => {});
    return new Journal(disk);
  } catch {
    return new Journal(new MemoryStore());
  }
}

class Journal {
  constructor(store) {
    this.store = store;
  }

  get persistent() {
    return this.store.persistent;
  }

  /** The mark of this device; nothing where none would outlast the page. */
  async device() {
    return this.persistent ? this.store.device() : "";
  }

  /** Take up the work called ``name``, begun now or before. */
  async scope(name, facts) {
    await this.store.begin(name, facts);
    return new Work(this.store, name, facts);
  }

  /** Tell what waits: [{scope, title, page, count}] for every work with entries or an end that wait. */
  async waiting() {
    const rows = await Promise.all((await this.store.scopes()).map(async ({ scope, title, page, closing }) => {
      // Signals wait too, but they are nothing the person would miss.
      const entries = (await this.store.waiting(scope)).filter(entry => entry.list === "entries");
      return { scope, title, page, count: entries.length + (closing ? 1 : 0) };
    }));
    return rows.filter(row => row.count > 0);
  }

  /** Forget the works that the server has ended and of which nothing waits. */
  async tidy() {
    for (const { scope, closing } of await this.store.scopes()) {
      const { last } = await this.store.notes(scope);
      if (last?.open === false && !closing && (await this.store.count(scope)) === 0) await this.store.forget(scope);
    }
  }
}

/** Send everything that waits, whatever it belongs to; fails where something still waits. The service worker calls it. */
export async function sendAll() {
  const { store } = await openJournal();
  const results = [];
  for (const { scope, closing } of await store.scopes()) {
    if (closing || (await store.count(scope)) > 0) results.push((await send(store, scope)).ok);
  }
  if (typeof BroadcastChannel !== "undefined") {
    const others = new BroadcastChannel("journal");
    others.postMessage("*");
    others.close();
  }
  if (results.includes(false)) throw new Error("something still waits");
}
