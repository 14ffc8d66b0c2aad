// The stages of a case: each lies in the page under a seal, and the server hands out the key when it is reached.

import { word } from "./words.js";

/** Open every stage whose key this phone has been given before; ``keys`` by the position it begins at. */
export async function reopen(keys) {
  for (const panel of document.querySelectorAll("[data-sealed]")) {
    const key = keys[panel.dataset.position];
    if (key) await unseal(panel, key);
  }
}

/** Take the person on to the stage under ``panel``. Answers its key; throws with the sentence to show. */
export async function reach(panel, address) {
  const body = new URLSearchParams({
    csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
    position: panel.dataset.position,
  });
  let response;
  try {
    response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(word("stage-offline"));
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer?.key) throw new Error(answer?.refusal?.message || word("stage-refused"));
  await unseal(panel, answer.key);
  return answer.key;
}

async function unseal(panel, key) {
  const sealed = bytes(panel.dataset.sealed);
  const opener = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, 12) }, opener, sealed.slice(12));
  // The server rendered it as it renders the page, and signed it with the seal.
  const opened = document.createElement("template");
  opened.innerHTML = new TextDecoder().decode(plain);
  for (const question of panel.closest("[data-group]")?.querySelectorAll("[data-question]") || []) {
    question.dataset.stageClosed = "";
  }
  panel.replaceWith(opened.content);
}

function bytes(base64) {
  return Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
}
