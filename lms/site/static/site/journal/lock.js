// One sender at a time for one scope, over all windows and the service worker.

import { fallbackUuid } from "./store.js";

const LEASE = 20000, PAUSE = 250;
const me = fallbackUuid();

export function alone(store, name, work) {
  if (globalThis.navigator?.locks) return navigator.locks.request(`journal:${name}`, work);
  return leased(store, name, work);
}

async function leased(store, name, work) {
  // Each call is somebody of its own: two calls of one page wait for each other too.
  const owner = `${me}:${fallbackUuid()}`;
  while (!(await store.lease(name, owner, LEASE))) await new Promise(done => setTimeout(done, PAUSE));
  const renewing = setInterval(() => store.lease(name, owner, LEASE), LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await store.release(name, owner);
  }
}
