// A box that ticks every box below it. Without this module it stays hidden, and each is ticked by hand.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const scope = all.closest("table, form");
  const boxes = () => [...scope.querySelectorAll(`input[type="checkbox"][name="${all.dataset.tickAll}"]`)];
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  scope.addEventListener("change", show);
  all.closest("label").hidden = false;
  show();
}
