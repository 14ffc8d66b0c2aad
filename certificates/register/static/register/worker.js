// Answers for the public check where there is no network. The server writes KEPT above: version, files, page, list.

const FILES = `verify-${KEPT.version}`, LIST = "verify-list";
const PATIENCE = 15000;

self.addEventListener("install", event => event.waitUntil(install()));
self.addEventListener("activate", event => event.waitUntil(tidy()));
self.addEventListener("fetch", event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(request));
  else if (pathname === KEPT.list) event.respondWith(newest(request));
  else if (KEPT.files.includes(pathname)) event.respondWith(kept(request));
});

async function install() {
  const cache = await caches.open(FILES);
  await cache.addAll(KEPT.files.map(path => new Request(path, { cache: "reload" })));
  await newest(new Request(KEPT.list, { cache: "reload" })).catch(() => {});
  await self.skipWaiting();
}

async function tidy() {
  const old = (await caches.keys()).filter(name => name.startsWith("verify-") && name !== FILES && name !== LIST);
  await Promise.all(old.map(name => caches.delete(name)));
  await self.clients.claim();
}

// The server has the say as long as it answers.
async function visit(request) {
  try {
    return await (request.method === "GET" ? Promise.race([fetch(request), tooLong()]) : fetch(request));
  } catch {
    return caches.match(KEPT.page);
  }
}

function tooLong() {
  return new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
}

async function newest(request) {
  const cache = await caches.open(LIST);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(KEPT.list, answer.clone());
    return answer;
  } catch (fault) {
    const last = await cache.match(KEPT.list);
    if (last) return last;
    throw fault;
  }
}

async function kept(request) {
  return (await caches.match(new URL(request.url).pathname)) || fetch(request);
}
