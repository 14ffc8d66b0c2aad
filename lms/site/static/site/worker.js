// The site where there is no network. The server writes above: sendAll, and KEPT: version, files, page, static.
//
// Files are kept under their hashed names. Of pages only those are kept that say so themselves (X-Keep-Offline), and
// only until the server answers otherwise, or somebody signs in or out.

const FILES = `site-${KEPT.version}`, PAGES = "kept-pages";
const HASHED = /\.[0-9a-f]{12}\.\w+$/, SIGNING = /\/(login|logout)\/$/;
const PATIENCE = 6000;

self.addEventListener("install", event => event.waitUntil(install()));
self.addEventListener("activate", event => event.waitUntil(tidy()));
self.addEventListener("sync", event => {
  if (event.tag === "journal") event.waitUntil(sendAll());
});
self.addEventListener("fetch", event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && SIGNING.test(pathname)) event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET" || pathname.startsWith("/admin/")) return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (pathname.startsWith(KEPT.static)) event.respondWith(HASHED.test(pathname) ? kept(request) : newest(request));
  else if (["image", "audio"].includes(request.destination)) event.respondWith(shown(request));
});

async function install() {
  const cache = await caches.open(FILES);
  await cache.addAll(KEPT.files.map(path => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function tidy() {
  const old = (await caches.keys()).filter(name => name.startsWith("site-") && name !== FILES);
  await Promise.all(old.map(name => caches.delete(name)));
  // The browser may ask for the page while it wakes this worker up.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The server has the say as long as it answers; a kept page does not wait for it as long as others do.
async function visit(event) {
  const pages = await caches.open(PAGES), { pathname } = new URL(event.request.url);
  const last = await pages.match(pathname, { ignoreVary: true });
  try {
    const asked = ask(event);
    const answer = await (last ? Promise.race([asked, tooLong()]) : asked);
    if (last && answer.status >= 500) return last;
    if (answer.headers.get("X-Keep-Offline")) await pages.put(pathname, answer.clone());
    else if (last) await pages.delete(pathname);
    return answer;
  } catch {
    return last || caches.match(KEPT.page);
  }
}

async function ask(event) {
  return (await event.preloadResponse) || fetch(event.request);
}

function tooLong() {
  return new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
}

async function kept(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
  return answer;
}

// Files that are being edited keep their names.
async function newest(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
    return answer;
  } catch (fault) {
    const last = await caches.match(request, { ignoreVary: true });
    if (last) return last;
    throw fault;
  }
}

// Pictures and sounds that a kept page has laid beside itself.
async function shown(request) {
  const found = await (await caches.open(PAGES)).match(request.url, { ignoreVary: true });
  return found ? part(found, request.headers.get("Range")) : fetch(request);
}

// A player asks for a piece of the sound; a cache only holds the whole.
async function part(whole, range) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range || "") || [];
  if (from === undefined) return whole;
  const all = await whole.blob(), first = Number(from), last = to ? Math.min(Number(to), all.size - 1) : all.size - 1;
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${first}-${last}/${all.size}`);
  headers.set("Content-Length", String(last - first + 1));
  return new Response(all.slice(first, last + 1), { status: 206, headers });
}
