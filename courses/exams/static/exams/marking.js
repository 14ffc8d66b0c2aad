// The keyboard at the marking desk. A digit goes to the points wherever the focus is, Enter saves, "s" leaves the
// answer for later. Without this module the same is done with the field, the buttons and the link.
const form = document.querySelector("[data-marking]");
const points = form?.querySelector("[name=points]");

function isTyping(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function onKey(event) {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "s") form.querySelector("[data-skip]").click();
  if (event.key === "Enter" && points.value) form.requestSubmit();
  if (/^[0-9.]$/.test(event.key)) {
    // The digit itself lands in the field that has the focus now.
    points.value = "";
    points.focus();
  }
}

if (form) {
  document.addEventListener("keydown", onKey);
  points.focus();
}
