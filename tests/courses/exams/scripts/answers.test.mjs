// What stands for a question, out of what the page, the server and the phone know.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isGiven, said, same, standing } from "../../../../courses/exams/static/exams/answers.js";

const held = (sequence, ...shown) => ({ sequence, shown });
const entry = (sequence, ...shown) => ({ key: "1", facts: { position: 1, sequence, shown } });

test("nothing is known", () => {
  const { answer, state, sequence } = standing({});
  assert.deepEqual([answer, state, sequence], [null, "none", 0]);
});

test("the server's word comes in on a new phone", () => {
  const { answer, state, other } = standing({ shown: held(1, 0), held: held(3, 2) });
  assert.deepEqual([answer.shown, state, other], [[2], "held", null]);
});

test("a page from before does not take back what the server said since", () => {
  assert.deepEqual(standing({ shown: held(1, 0), held: held(2, 1) }).answer.shown, [1]);
  assert.deepEqual(standing({ shown: held(5, 0), held: held(2, 1) }).answer.shown, [0]);
});

test("what waits on the phone is shown, and is not called saved", () => {
  const { answer, state, sequence, base } = standing({ held: held(2, 1), waiting: [entry(3, 0), entry(4, 3)] });
  assert.deepEqual([answer.shown, state, sequence, base], [[3], "waiting", 4, 2]);
});

test("an answer that lost is offered again", () => {
  const trouble = { code: "stale", facts: { position: 1, sequence: 2, shown: [0] } };
  const { answer, other, code } = standing({ held: held(5, 1), mine: held(2, 0), trouble });
  assert.deepEqual([answer.shown, other.shown, code], [[1], [0], "stale"]);
});

test("an answer that won against one nobody here had seen shows that one", () => {
  const trouble = { code: "overtaken", facts: { position: 1, sequence: 4, shown: [0] }, theirs: held(3, 1) };
  const { answer, other } = standing({ held: held(4, 0), mine: held(4, 0), trouble });
  assert.deepEqual([answer.shown, other.shown], [[0], [1]]);
});

test("an answer changed elsewhere is shown with the one given here", () => {
  const { answer, other, code } = standing({ held: held(3, 1), mine: held(2, 0) });
  assert.deepEqual([answer.shown, other.shown, code], [[1], [0], "moved"]);
});

test("two phones that say the same have no quarrel", () => {
  const trouble = { code: "stale", facts: { shown: [1, 0] } };
  assert.equal(standing({ held: held(3, 0, 1), mine: held(2, 1, 0), trouble }).other, null);
});

test("answers are compared by what they say", () => {
  assert.ok(same({ shown: [2, 0] }, { shown: [0, 2] }));
  assert.ok(!same({ shown: [0] }, { shown: [] }));
  assert.ok(same({ text: "a", sequence: 1 }, { text: "a", sequence: 2 }));
  assert.ok(!same({ text: "" }, null));
});

test("an empty answer is none", () => {
  assert.deepEqual([null, { shown: [] }, { text: " " }, { shown: [0] }, { text: "x" }].map(isGiven), [false, false, false, true, true]);
  assert.deepEqual([said({ shown: [3, 0] }), said({ text: "血气分析" }), said(null)], ["A、D", "血气分析", "—"]);
});
