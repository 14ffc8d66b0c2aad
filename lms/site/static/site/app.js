// On every page: keeps the site for the time without a network, says what waits to be sent, offers to install.

const here = document.querySelector("script[data-site-worker]").dataset;
const outbox = document.querySelector("[data-outbox]");

// After the page is there: a cold phone has enough to do.
if (document.readyState === "complete") begin();
else addEventListener("load", begin);

function begin() {
  navigator.serviceWorker?.register(here.siteWorker, { type: "module" }).catch(() => {});
  if (outbox) look().catch(() => {});
  showKeptPages().catch(() => {});
  for (const again of document.querySelectorAll("[data-again]")) {
    again.addEventListener("click", () => location.reload());
  }
  for (const leaving of document.querySelectorAll("form[data-signs-out]")) {
    leaving.addEventListener("submit", () => globalThis.caches?.delete("kept-pages"));
  }
}

// --- What waits: unsent work stays on the phone when a person signs out, and they are told before.

async function look() {
  // Most phones have no journal: those load nothing more.
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === "journal")) return;
  const { openJournal, sendAll } = await import("./journal.js");
  const journal = await openJournal();
  const tell = async () => say((await journal.waiting()).reduce((sum, each) => sum + each.count, 0));
  const go = () => sendAll().catch(() => {}).then(tell);
  outbox.querySelector("button").addEventListener("click", go);
  addEventListener("online", go);
  if (typeof BroadcastChannel !== "undefined") new BroadcastChannel("journal").addEventListener("message", tell);
  await tell();
  await go();
  await journal.tidy();
}

function say(count) {
  const line = outbox.querySelector("[data-count]"), had = !outbox.hidden;
  if (count) line.textContent = outbox.dataset.waiting.replace("{n}", count);
  else if (had) line.textContent = outbox.dataset.sent;
  outbox.hidden = !count && !had;
  outbox.querySelector("button").hidden = !count;
  outbox.classList.toggle("notice--warning", count > 0);
  outbox.classList.toggle("notice--success", count === 0);
}

// --- On the page without a network: the ways to what is kept.

async function showKeptPages() {
  const list = document.querySelector("[data-kept]");
  if (!list || !globalThis.caches) return;
  const pages = await caches.open("kept-pages");
  for (const request of await pages.keys()) {
    const answer = await pages.match(request);
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) continue;
    const title = /<title>([^<]*)</.exec(await answer.text())?.[1] || request.url;
    const link = Object.assign(document.createElement("a"), { href: request.url, className: "button button--primary button--block" });
    link.textContent = new DOMParser().parseFromString(title, "text/html").body.textContent.split(" · ")[0];
    list.append(link);
    list.hidden = false;
  }
}

// --- Installing: the browser says when it can be done.

addEventListener("beforeinstallprompt", event => {
  const button = document.querySelector("[data-install]");
  if (!button) return;
  event.preventDefault();
  button.hidden = false;
  button.addEventListener("click", () => event.prompt(), { once: true });
});
addEventListener("appinstalled", () => {
  const button = document.querySelector("[data-install]");
  if (button) button.hidden = true;
});
