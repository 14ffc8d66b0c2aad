// Shows the certificate while its layout is being edited. Without this file, the button opens the PDF.

const PAUSE = 450;

const form = document.querySelector("[data-layout]");
const picture = form.querySelector("[data-picture]");
const said = form.querySelector("[data-said]");
let waiting;
let running;

function asUrl(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
}

async function draw() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(`${form.dataset.layout}?picture`, {
      method: "POST",
      body: new FormData(form),
      signal: running.signal,
    });
    if (answer.ok) {
      picture.src = await asUrl(await answer.blob());
      picture.hidden = false;
      said.textContent = "";
    } else {
      said.textContent = await answer.text();
    }
  } catch (fault) {
    if (fault.name !== "AbortError") throw fault;
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE);
}

function refuseLarge(field) {
  if (field.type !== "file" || !field.files.length) return;
  if (field.files[0].size > Number(form.dataset.mostBytes)) {
    field.value = "";
    said.textContent = form.dataset.tooLarge;
    field.setCustomValidity(form.dataset.tooLarge);
    field.reportValidity();
    field.setCustomValidity("");
  }
}

form.addEventListener("input", soon);
form.addEventListener("change", (event) => {
  refuseLarge(event.target);
  soon();
});
draw();
