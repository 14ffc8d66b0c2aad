// Checks the proof in the code of a certificate on this device alone. What its bytes mean stands in proof.py.

const { list } = document.querySelector("script[data-list]").dataset;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const HEAD = 9, SIGNATURE = 64, MARK = 8, DAY = 86400000;
const FACTS = ["number", "name", "kind", "scheme", "issuer"];

answer().catch(() => "cannot").then(show);
// Another code for the same certificate changes the address behind its mark alone.
addEventListener("hashchange", () => location.reload());
document.querySelector("[data-again]").addEventListener("click", () => location.reload());

async function answer() {
  const uid = location.pathname.match(/^\/verify\/([0-9a-f-]{36})\/$/);
  if (!uid) return "nothing";
  if (!/^#\d{1,1200}$/.test(location.hash)) return "no-proof";
  const known = await fetch(list).then(response => response.json()).catch(() => null);
  if (!known || !known.keys.length) return "no-list";
  const proof = read(location.hash.slice(1));
  if (!proof) return "false";
  const key = known.keys.find(each => each.kid.startsWith(proof.key));
  if (!key) return "unknown-key";
  const id = bytesOf(uid[1].replaceAll("-", ""));
  if (!await isSignedBy(key, proof.signature, new Uint8Array([...id, ...proof.said]))) return "false";
  tell(proof);
  return state(known, id);
}

function read(digits) {
  let hex = BigInt(digits).toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  const bytes = bytesOf(hex), said = bytes.slice(0, -SIGNATURE);
  if (said.length <= HEAD || said[0] !== 1) return null;
  const words = new TextDecoder("gb18030").decode(said.slice(HEAD)).split("\n");
  const day = new Date(Date.UTC(2000, 0, 1) + (said[7] * 256 + said[8]) * DAY).toISOString().slice(0, 10);
  const facts = Object.fromEntries(FACTS.map((name, place) => [name, words[place]]));
  return { ...facts, day, key: base64url(said.slice(1, 7)), said, signature: bytes.slice(-SIGNATURE) };
}

async function state(known, id) {
  const ended = await ends(known);
  document.querySelector(ended ? "[data-since]" : "[data-no-since]").hidden = false;
  if (!ended) return "right";
  document.querySelector("[data-since] time").textContent = ended.at;
  const mark = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", id)).slice(0, MARK));
  return ["revoked", "superseded"].find(name => ended[name].includes(mark)) || "right";
}

// The list is worth as much as its signature.
async function ends(known) {
  const [head, body, signature] = known.list.split(".");
  if (!signature) return null;
  const key = known.keys.find(each => each.kid === JSON.parse(text(head)).kid);
  const right = key && await isSignedBy(key, fromBase64url(signature), new TextEncoder().encode(`${head}.${body}`));
  return right ? JSON.parse(text(body)) : null;
}

async function isSignedBy({ kty, crv, x, y }, signature, data) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
  return crypto.subtle.verify(ES256, key, signature, data);
}

function tell(proof) {
  for (const place of document.querySelectorAll("[data-fact]")) {
    place.textContent = proof[place.dataset.fact];
    place.hidden = place.previousElementSibling.hidden = !place.textContent;
  }
  document.querySelector("[data-text]").hidden = false;
}

function show(name) {
  for (const each of document.querySelectorAll("[data-answer]")) each.hidden = each.dataset.answer !== name;
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(word) {
  return Uint8Array.from(atob(word.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
}

function text(part) {
  return new TextDecoder().decode(fromBase64url(part));
}
