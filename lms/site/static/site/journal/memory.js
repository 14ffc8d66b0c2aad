// The device journal where the device keeps nothing: a private window, a full disk. It lasts as long as the page.
// It is another device to the server, with numbers of its own, so nothing is counted twice.

import { fallbackUuid } from "./store.js";

export class MemoryStore {
  persistent = false;
  #device = fallbackUuid();
  #scopes = new Map();
  #entries = new Map();
  #notes = new Map();

  async device() { return this.#device; }

  async begin(scope, facts) {
    this.#scopes.set(scope, { scope, next: 1, ...this.#scopes.get(scope), ...facts });
  }

  async scope(scope) { return this.#scopes.get(scope); }

  async scopes() { return [...this.#scopes.values()]; }

  async append(scope, entry) {
    const owner = this.#scopes.get(scope), written = { ...entry, scope, number: owner.next };
    this.#scopes.set(scope, { ...owner, next: owner.next + 1 });
    this.#of(scope).push(written);
    return written;
  }

  async waiting(scope) { return [...this.#of(scope)]; }

  async count(scope) { return this.#of(scope).length; }

  async settle(scope, { gone = [], notes = {}, facts = null }) {
    this.#entries.set(scope, this.#of(scope).filter(entry => !gone.includes(entry.number)));
    this.#notes.set(scope, { ...this.#notes.get(scope), ...structuredClone(notes) });
    if (facts) await this.begin(scope, facts);
  }

  async notes(scope) { return { ...this.#notes.get(scope) }; }

  async forget(scope) {
    for (const kept of [this.#scopes, this.#entries, this.#notes]) kept.delete(scope);
  }

  async lease() { return true; }

  async release() {}

  #of(scope) {
    if (!this.#entries.has(scope)) this.#entries.set(scope, []);
    return this.#entries.get(scope);
  }
}
