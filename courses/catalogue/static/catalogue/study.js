// Says how long the lesson was on the screen. The server believes no more than its own clock allows, and a phone
// without this module can finish the lesson all the same.
const EVERY = 15;
const form = document.querySelector("form[data-beat]");

let seen = 0;

function send() {
  if (!seen) return;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    seconds: String(seen),
  });
  seen = 0;
  // keepalive lets the last beat leave while the page is being left.
  fetch(form.dataset.beat, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {});
}

if (form) {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    seen += 1;
    if (seen >= EVERY) send();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  addEventListener("pagehide", send);
  form.addEventListener("submit", () => {
    form.elements.seconds.value = String(seen);
    seen = 0;
  });
}
