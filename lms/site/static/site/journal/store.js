// The device journal on disk: IndexedDB, so that what was written is there after a reload and after the browser was closed.
//
// A scope is one piece of work (a sitting, a lesson, a list to check in): the door its entries go to, the counter of
// its entries, notes beside them. An entry waits until the door has said that it is kept; then it is forgotten.

import { openDB } from "../../vendor/idb/index.js";

const NAME = "journal", VERSION = 1;

export class DiskStore {
  persistent = true;

  static async open() {
    const store = new DiskStore();
    store.db = await openDB(NAME, VERSION, {
      upgrade(db) {
        db.createObjectStore("devices");
        db.createObjectStore("scopes", { keyPath: "scope" });
        db.createObjectStore("entries", { keyPath: ["scope", "number"] });
        db.createObjectStore("notes", { keyPath: ["scope", "name"] });
        db.createObjectStore("leases", { keyPath: "name" });
      },
      // A newer page wants another shape: the older one lets go, and goes on without a disk.
      blocking() { store.db.close(); },
    });
    // A private window may open a journal and then refuse to write.
    await store.device();
    return store;
  }

  async device() {
    const tx = this.db.transaction("devices", "readwrite");
    const known = await tx.store.get("this");
    if (known) return known;
    const made = crypto.randomUUID?.() || fallbackUuid();
    await tx.store.put(made, "this");
    await tx.done;
    return made;
  }

  async begin(scope, facts) {
    const tx = this.db.transaction("scopes", "readwrite");
    const was = (await tx.store.get(scope)) || { scope, next: 1 };
    await tx.store.put({ ...was, ...facts });
    await tx.done;
  }

  scope(scope) {
    return this.db.get("scopes", scope);
  }

  async scopes() {
    return (await this.db.getAll("scopes"));
  }

  // The number is given in the transaction that writes the entry: two windows never give one twice, and none is lost.
  async append(scope, entry) {
    const tx = this.db.transaction(["scopes", "entries"], "readwrite");
    const place = tx.objectStore("scopes"), owner = await place.get(scope);
    const written = { ...entry, scope, number: owner.next };
    await Promise.all([
      place.put({ ...owner, next: owner.next + 1 }),
      tx.objectStore("entries").add(written),
      tx.done,
    ]);
    return written;
  }

  waiting(scope) {
    return this.db.getAll("entries", within(scope));
  }

  count(scope) {
    return this.db.count("entries", within(scope));
  }

  // What a door answered, in one transaction: entries it keeps go, notes change, the scope changes.
  async settle(scope, { gone = [], notes = {}, facts = null }) {
    const tx = this.db.transaction(["scopes", "entries", "notes"], "readwrite");
    for (const number of gone) tx.objectStore("entries").delete([scope, number]);
    for (const [name, value] of Object.entries(notes)) tx.objectStore("notes").put({ scope, name, value });
    if (facts) tx.objectStore("scopes").put({ ...(await tx.objectStore("scopes").get(scope)), ...facts });
    await tx.done;
  }

  async notes(scope) {
    const rows = await this.db.getAll("notes", within(scope));
    return Object.fromEntries(rows.map(row => [row.name, row.value]));
  }

  async forget(scope) {
    const tx = this.db.transaction(["scopes", "entries", "notes"], "readwrite");
    tx.objectStore("scopes").delete(scope);
    tx.objectStore("entries").delete(within(scope));
    tx.objectStore("notes").delete(within(scope));
    await tx.done;
  }

  // A lock for browsers without one: it is held for a while, and falls free when its holder is gone.
  async lease(name, owner, milliseconds) {
    const tx = this.db.transaction("leases", "readwrite");
    const held = await tx.store.get(name), now = Date.now();
    const free = !held || held.owner === owner || held.until < now || held.until > now + 2 * milliseconds;
    if (free) await tx.store.put({ name, owner, until: now + milliseconds });
    await tx.done;
    return free;
  }

  async release(name, owner) {
    const tx = this.db.transaction("leases", "readwrite");
    if ((await tx.store.get(name))?.owner === owner) await tx.store.delete(name);
    await tx.done;
  }
}

function within(scope) {
  return IDBKeyRange.bound([scope], [scope, []]);
}

// Pages that came over plain HTTP have no randomUUID.
export function fallbackUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
