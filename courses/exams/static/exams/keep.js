// Lays the page, its files, pictures and sounds aside, for a reload without a network. The worker hands them out.

const PAGES = "kept-pages";

export async function keepPage() {
  if (!globalThis.caches || !navigator.serviceWorker) return;
  await navigator.serviceWorker.ready;
  const pages = await caches.open(PAGES);
  // The worker has laid it aside already where it was there before the page.
  if (!(await pages.match(location.pathname, { ignoreVary: true }))) {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected && answer.headers.get("X-Keep-Offline")) await pages.put(location.pathname, answer);
  }
  await keepFiles(pages);
  await keepMedia(pages);
  document.documentElement.dataset.kept = "yes";
}

// On the first visit the page has loaded its files before there was a worker to keep them.
async function keepFiles(pages) {
  const files = performance.getEntriesByType("resource").map(({ name }) => name).filter(name => /\.(js|css|svg)$/.test(name));
  for (const file of files) {
    if (!file.startsWith(location.origin) || (await caches.match(file, { ignoreVary: true }))) continue;
    const answer = await fetch(file);
    if (answer.ok) await pages.put(file, answer);
  }
}

async function keepMedia(pages) {
  for (const each of document.querySelectorAll("main :is(img, audio, source)[src]")) {
    const address = new URL(each.src, location.href);
    if (address.origin !== location.origin || (await pages.match(address.href, { ignoreVary: true }))) continue;
    const answer = await fetch(address.href);
    if (answer.ok && answer.status === 200) await pages.put(address.href, answer);
  }
}

export async function dropPages() {
  await globalThis.caches?.delete(PAGES);
}
