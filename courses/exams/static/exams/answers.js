// What stands for each question, out of what the page, the server and this phone know. Pure: no page, no network.

const LETTERS = "ABCDEFGHIJ";

/** Whether two answers say the same; options in any order. */
export function same(one, other) {
  if (!one || !other) return one === other;
  if ("text" in one || "text" in other) return one.text === other.text;
  return [...(one.shown || [])].sort().join() === [...(other.shown || [])].sort().join();
}

export function isGiven(answer) {
  return Boolean(answer && (answer.text?.trim() || answer.shown?.length));
}

/** An answer as a person reads it: the letters, or the beginning of the text. */
export function said(answer) {
  if (!isGiven(answer)) return "—";
  return answer.text === undefined ? [...answer.shown].sort((a, b) => a - b).map(place => LETTERS[place]).join("、") : answer.text.slice(0, 40);
}

/**
 * What stands for one question: {answer, state, sequence, other, code}.
 *
 * state: "none", "held" by the server, or "waiting" on this phone. sequence: the last one known anywhere.
 * other: an answer that stands against it and was given without knowing of it, for the person to choose.
 *
 * @param shown what the server wrote into the page, with its sequence
 * @param held what the server said last
 * @param waiting the entries about the question that wait on this phone, the oldest first
 * @param mine what was last answered on this phone, acknowledged or not
 * @param trouble what the server said about an entry of this phone
 */
export function standing({ shown, held, waiting = [], mine, trouble }) {
  const server = later(shown, held), last = waiting.at(-1)?.facts;
  const sequence = Math.max(server?.sequence || 0, last?.sequence || 0, mine?.sequence || 0);
  const answer = last || server || null;
  const state = last ? "waiting" : server ? "held" : "none";
  const other = against(answer, server, last, mine, trouble);
  return { answer, state, sequence, base: server?.sequence || 0, other, code: other && (trouble?.code || "moved") };
}

function later(one, other) {
  if (!one || !other) return one || other || null;
  return other.sequence >= one.sequence ? other : one;
}

function against(answer, server, last, mine, trouble) {
  // It was given here and lost: this phone's own answer is the other one; or it won against one nobody here had seen.
  const other = trouble?.code === "stale" ? trouble.facts : trouble?.code === "overtaken" ? trouble.theirs : null;
  if (other) return same(other, answer) ? null : other;
  const moved = !last && mine && server && server.sequence > mine.sequence && !same(mine, server);
  return moved ? mine : null;
}
