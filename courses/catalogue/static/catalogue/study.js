// Says how long the lesson was on the screen or playing. The server believes no more than its own clock allows, and a phone
// without this module can finish the lesson all the same.
const EVERY = 15;
// Looked up each time: a refusal puts a new form in the place of the old one, and finishing takes it away.
const form = () => document.querySelector("form[data-beat]");

let seen = 0;

function count(seconds) {
  seen = seconds;
  // What has not been sent yet leaves with the form when the lesson is finished.
  if (form()) form().elements.seconds.value = String(seen);
}

// Whoever listens with the screen off is studying too.
const plays = () => [...document.querySelectorAll("audio, video")].some((each) => !each.paused && !each.ended);

function send() {
  if (!seen || !form()) return;
  const sent = seen;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form().elements.csrfmiddlewaretoken.value,
    seconds: String(sent),
  });
  count(0);
  // keepalive lets the last beat leave while the page is being left. What could not be sent goes with the next one.
  fetch(form().dataset.beat, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {
    count(seen + sent);
  });
}

count(0);
setInterval(() => {
  if (!form() || (document.visibilityState !== "visible" && !plays())) return;
  count(seen + 1);
  if (seen % EVERY === 0) send();
}, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
});
addEventListener("pagehide", send);
document.addEventListener("htmx:afterSwap", () => {
  // A form that has just come is empty; an answered question leaves the form and what it holds alone.
  if (form()?.elements.seconds.value === "") count(0);
});
