// The time left, whatever the phone's own clock does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, spelled } from "../../../../courses/exams/static/exams/clock.js";

const HOUR = 3600 * 1000, YEAR = 8766 * HOUR;

test("the server's seconds are counted, not the phone's clock", () => {
  const clock = new Clock(), now = Date.now;
  clock.set(600);
  Date.now = () => now() + 2 * YEAR;
  assert.equal(clock.left(), 600);
  Date.now = now;
});

test("a page loaded without a network goes on from what was left", () => {
  const clock = new Clock();
  clock.resume(600, Date.now() - 60_000);
  assert.deepEqual([clock.left(), clock.sure], [540, true]);
  clock.resume(600, Date.now() - HOUR);
  assert.deepEqual([clock.left(), clock.sure], [0, true]);
});

test("a clock that jumped is not believed", () => {
  for (const wall of [Date.now() - 2 * YEAR, Date.now() + HOUR]) {
    const clock = new Clock();
    clock.resume(600, wall);
    assert.deepEqual([clock.left(), clock.sure], [600, false]);
  }
});

test("it is spelled as people read it", () => {
  assert.deepEqual([0, 59, 61, 3600, 5025].map(spelled), ["0:00", "0:59", "1:01", "1:00:00", "1:23:45"]);
});
