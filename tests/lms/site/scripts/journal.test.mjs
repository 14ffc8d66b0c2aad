// The device journal: exactly once, in order, through lost answers, closed windows and full disks.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { answer, Door, facts, journalOf, openWindow, openWork, until } from "./ground.mjs";

let works = [];
async function begin(name) {
  const work = await openWork(name);
  works.push(work);
  return work;
}
afterEach(() => {
  works.forEach(work => work.stop());
  works = [];
});

test("an entry waits until the door has kept it", async () => {
  const door = new Door(), work = await begin("one");
  door.mood = "gone";

  await answer(work, 3, 1, [2]);
  await until(() => work.outcome === "no-network");
  assert.equal((await work.waiting()).length, 1);

  door.mood = "well";
  await work.send();
  assert.deepEqual(await work.waiting(), []);
  assert.deepEqual((await work.notes()).held, { 3: { sequence: 1, shown: [2] } });
});

test("a device has one mark, which outlasts the page", async () => {
  const [journal, { store }] = await Promise.all([journalOf("here"), openWindow()]);

  assert.match(await journal.device(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(await journal.device(), await store.device());
});

test("what is sent again because the answer was lost is kept once", async () => {
  const door = new Door(), work = await begin("lost");
  await work.send({ all: true });
  door.mood = "mute";
  await answer(work, 1, 1, [0]);
  await until(() => work.outcome === "no-network");

  door.mood = "well";
  await work.send();

  assert.equal(door.kept.size, 1);
  assert.deepEqual(door.asked.flatMap(said => said.entries.map(entry => entry.number)), [1, 1]);
  assert.deepEqual((await work.notes()).troubles, []);
});

test("a window that is opened anew finds what waits and counts on", async () => {
  const door = new Door(), before = await begin("again");
  door.mood = "gone";
  await answer(before, 1, 1, [0]);
  before.stop();

  const after = await begin("again");
  await answer(after, 2, 1, [1]);
  door.mood = "well";
  await after.send();

  assert.deepEqual([...door.kept.keys()].map(key => key.split(":")[1]), ["1", "2"]);
  assert.equal(new Set([...door.kept.keys()].map(key => key.split(":")[0])).size, 1);
});

test("two windows at once give every entry its own number", async () => {
  const door = new Door(), [left, right] = [await begin("two"), await begin("two")];

  await Promise.all(Array.from({ length: 20 }, (_, turn) => answer(turn % 2 ? left : right, turn + 1, 1, [0])));
  await until(async () => (await left.waiting()).length === 0);

  const numbers = [...door.kept.keys()].map(key => Number(key.split(":")[1])).sort((a, b) => a - b);
  assert.deepEqual(numbers, Array.from({ length: 20 }, (_, turn) => turn + 1));
  assert.equal(Object.keys(door.held).length, 20);
});

test("each scope counts for itself", async () => {
  new Door();
  const one = await begin("scope-1"), two = await begin("scope-2");

  assert.equal((await answer(one, 1, 1, [0])).number, 1);
  assert.equal((await answer(two, 1, 1, [0])).number, 1);
  assert.equal((await answer(one, 1, 2, [1])).number, 2);
});

test("a swamped door is asked again later, and nothing is let go", async () => {
  const door = new Door(), work = await begin("swamped");
  door.mood = "swamped";
  await answer(work, 1, 1, [0]);
  await until(() => work.outcome === "503");

  assert.equal((await work.waiting()).length, 1);
  assert.equal(door.asked.filter(said => said.token === "swamped").length, 1);
});

test("a parcel that is too large is cut until it passes", async () => {
  const door = new Door(), work = await begin("large");
  door.mood = "gone";
  for (let position = 1; position <= 10; position += 1) await answer(work, position, 1, [0]);
  door.mood = "narrow";
  await work.send();

  assert.equal((await work.waiting()).length, 0);
  assert.equal(door.kept.size, 10);
});

test("an answer that lost against a newer one is told", async () => {
  const door = new Door(), work = await begin("stale");
  door.held[4] = { sequence: 5, shown: [1] };
  await answer(work, 4, 2, [0]);
  await until(async () => (await work.waiting()).length === 0);

  const { troubles } = await work.notes();
  assert.deepEqual(troubles.map(({ code, key, theirs }) => [code, key, theirs]), [["stale", "4", { sequence: 5, shown: [1] }]]);
  await work.settle(each => each.key === "4");
  assert.deepEqual((await work.notes()).troubles, []);
});

test("after a silence the door is asked first, so that nobody's answer is overwritten unseen", async () => {
  const door = new Door(), work = await begin("silence");
  door.held[1] = { sequence: 1, shown: [3] };
  door.mood = "gone";
  await answer(work, 1, 1, [0], 0);
  await answer(work, 1, 2, [1], 0);
  door.mood = "well";
  await work.send();
  await until(async () => (await work.waiting()).length === 0);

  const { troubles, held } = await work.notes();
  assert.deepEqual(held[1], { sequence: 2, shown: [1] });
  const said = troubles.find(each => each.code === "overtaken");
  assert.deepEqual([said.key, said.facts.shown, said.theirs.shown], ["1", [1], [3]]);
});

test("handing in without a network goes out with the last entries", async () => {
  const door = new Door(), work = await begin("closing");
  door.mood = "gone";
  await answer(work, 1, 1, [0]);
  await work.close({ submit: true });
  assert.deepEqual(await work.closing(), { submit: true });

  door.mood = "well";
  const { answer: said } = await work.send();

  assert.deepEqual([said.open, said.receipt], [false, "R-1"]);
  assert.equal(door.asked.at(-1).submit, true);
  assert.equal(await work.closing(), null);
});

test("what the device refuses to write is sent directly", async () => {
  const door = new Door(), { store, Work } = await openWindow();
  await store.begin("full", facts("full"));
  store.append = async () => { throw new DOMException("full", "QuotaExceededError"); };
  const work = new Work(store, "full", facts("full"));
  works.push(work);

  await answer(work, 1, 1, [0]);
  await until(() => door.kept.size === 1);

  assert.equal(work.persistent, false);
  assert.deepEqual((await work.notes()).held, { 1: { sequence: 1, shown: [0] } });
});

test("without Web Locks a lease keeps two senders apart", async () => {
  const locks = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(navigator), "locks");
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  const door = new Door(), [left, right] = [await begin("lease"), await begin("lease")];
  await Promise.all([answer(left, 1, 1, [0]), answer(right, 2, 1, [0])]);
  await until(async () => (await left.waiting()).length === 0);
  if (locks) delete navigator.locks;

  assert.equal(door.kept.size, 2);
  assert.equal(door.asked.flatMap(said => said.entries).length, 2);
});

test("a device that keeps nothing has no mark", async () => {
  const open = indexedDB.open;
  indexedDB.open = () => { throw new DOMException("private", "InvalidStateError"); };
  const journal = await journalOf("private");
  indexedDB.open = open;

  assert.equal(journal.persistent, false);
  assert.equal(await journal.device(), "");
});
