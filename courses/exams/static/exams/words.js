// The words of the page, in the language it was written in; {n} and its like are filled in here.

const kept = new Map();
for (const each of document.querySelector("template[data-words]").content.querySelectorAll("[data-word]")) {
  kept.set(each.dataset.word, each.textContent);
}

export function word(name, facts = {}) {
  return (kept.get(name) || "").replace(/\{(\w+)\}/g, (_, key) => facts[key]);
}
