// One piece of work in the journal: writes entries, sees to their being sent, and tells what changed.
//
// "change": something was written or answered, here, in another window or in the service worker.

import { MemoryStore } from "./memory.js";
import { clock, send } from "./sender.js";

const FIRST = 1000, LONGEST = 60000;

export class Work extends EventTarget {
  #stores;
  #facts;
  #others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("journal");
  #timer = null;
  #tries = 0;
  #flying = null;
  #stopped = false;

  /** What became of the last attempt: "", "sent", "no-network", or the status of the refusal. */
  outcome = "";

  constructor(store, name, facts) {
    super();
    this.name = name;
    this.#stores = [store];
    this.#facts = facts;
    this.#others?.addEventListener("message", ({ data }) => {
      if (data === name || data === "*") this.dispatchEvent(new Event("change"));
    });
    globalThis.addEventListener?.("online", () => {
      this.#tries = 0;
      this.send();
    });
  }

  get persistent() {
    return this.#stores.length === 1 && this.#stores[0].persistent;
  }

  /** Write an entry; it is on the device when this returns. ``key`` names what it is about, ``base`` what was known. */
  async write(list, facts, { key = "", base = 0 } = {}) {
    const entry = { list, at: clock(), facts, key: String(key), base };
    let written;
    try {
      written = await this.#stores[0].append(this.name, entry);
    } catch {
      written = await (await this.#spare()).append(this.name, entry);
    }
    this.#tell();
    this.send();
    return written;
  }

  /** Write a note beside the entries, for this device only. */
  async note(name, value) {
    try {
      await this.#stores[0].settle(this.name, { notes: { [name]: value } });
    } catch {
      await (await this.#spare()).settle(this.name, { notes: { [name]: value } });
    }
    this.#tell();
  }

  async notes() {
    const all = await Promise.all(this.#stores.map(store => store.notes(this.name)));
    const held = Object.assign({}, ...all.map(notes => notes.held));
    return { ...Object.assign({}, ...all), held, troubles: all.flatMap(notes => notes.troubles || []) };
  }

  async waiting() {
    return (await Promise.all(this.#stores.map(store => store.waiting(this.name)))).flat();
  }

  /** Say with the last entries that the work is ended: ``facts`` go along with them; ``null`` takes it back. */
  async close(facts) {
    await Promise.all(this.#stores.map(store => store.settle(this.name, { facts: { closing: facts } })));
    this.#tell();
    return facts && this.send();
  }

  async closing() {
    return (await this.#stores.at(-1).scope(this.name))?.closing || null;
  }

  /** Take away the troubles that ``test`` names: the person has seen to them. */
  async settle(test) {
    for (const store of this.#stores) {
      const { troubles = [] } = await store.notes(this.name);
      await store.settle(this.name, { notes: { troubles: troubles.filter(each => !test(each)) } });
    }
    this.#tell();
  }

  /** Send what waits now; while that is under way the next call is the one after it. */
  async send({ all = false } = {}) {
    if (this.#stopped) return { ok: false, answer: null };
    clearTimeout(this.#timer);
    if (this.#flying && !all) return this.#flying;
    await this.#flying;
    this.#flying = this.#fly(all);
    const result = await this.#flying;
    this.#flying = null;
    this.dispatchEvent(new Event("change"));
    this.#others?.postMessage(this.name);
    // Written while the last batch was under way.
    if (result.ok && (await this.waiting()).length) return this.send();
    return result;
  }

  async #fly(all) {
    let result = { ok: true, answer: null };
    for (const store of this.#stores) {
      result = await send(store, this.name, { all }).catch(() => ({ ok: false, status: 0, answer: null }));
      if (!result.ok) break;
    }
    this.outcome = result.ok ? "sent" : String(result.status || "no-network");
    if (result.ok) this.#tries = 0;
    else if (!this.#stopped) this.#again(result.wait);
    return result;
  }

  // Later and later, and not all phones of a valley in the same second.
  #again(wait = 0) {
    const pause = Math.max(wait * 1000, Math.min(LONGEST, FIRST * 2 ** this.#tries)) * (0.5 + Math.random());
    this.#tries += 1;
    this.#timer = setTimeout(() => this.send(), pause);
    navigator.serviceWorker?.ready.then(registration => registration.sync?.register("journal")).catch(() => {});
  }

  async #spare() {
    if (this.#stores.length === 1) {
      const spare = new MemoryStore();
      await spare.begin(this.name, this.#facts);
      this.#stores.push(spare);
    }
    return this.#stores.at(-1);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
    this.#others?.postMessage(this.name);
  }

  /** Forget the work: it is ended, and nothing of it waits. */
  async forget() {
    clearTimeout(this.#timer);
    for (const store of this.#stores) await store.forget(this.name);
    this.#tell();
  }

  /** Let go: the window is done with this work, which goes on in the journal. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#others?.close();
    this.#others = null;
  }
}
