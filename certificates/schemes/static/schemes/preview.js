// Asks again how a class would stand whenever something in the scheme's form has changed, and shows the answer in its
// place. Without this module the button beside the choice of the class asks for the same.
const PAUSE = 600;
const panel = document.querySelector("[data-preview]");
const form = panel?.closest("form");

let timer;
let asked = 0;

async function ask() {
  const number = ++asked;
  const out = panel.querySelector("[data-preview-out]");
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(panel.dataset.preview, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Figures-Alone": "1" },
      credentials: "same-origin",
    });
    // Of two questions under way only the later may say something.
    if (answer.ok && number === asked) show(out, await answer.text());
  } catch {
    // The old figures would be wrong, and the button still asks.
    if (number === asked) out.replaceChildren();
  } finally {
    if (number === asked) panel.removeAttribute("aria-busy");
  }
}

function show(out, figures) {
  const open = out.querySelector("details")?.open;
  out.innerHTML = figures;
  const details = out.querySelector("details");
  if (details && open) details.open = true;
}

function later() {
  if (!panel.querySelector("select").value) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Rows that are added, moved or taken away change without a word.
  new MutationObserver((changes) => {
    if (changes.some((each) => !panel.contains(each.target))) later();
  }).observe(form, { childList: true, subtree: true });
}
