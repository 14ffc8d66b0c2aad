// The time left: the server's seconds, counted by a clock that nobody can set.

const DAY = 24 * 3600;

export class Clock {
  #endsAt = Infinity;

  /** Whether the server or an even clock stands behind it; not so after an offline reload with a clock that jumped. */
  sure = true;

  /** Take the server's word. */
  set(seconds) {
    this.#endsAt = performance.now() + seconds * 1000;
    this.sure = true;
  }

  /** Go on from ``seconds`` left at ``wall``, the phone's own time: all there is for a page loaded without a network. */
  resume(seconds, wall) {
    const gone = (Date.now() - wall) / 1000;
    this.sure = gone >= 0 && gone < DAY;
    this.#endsAt = performance.now() + (this.sure ? Math.max(0, seconds - gone) : seconds) * 1000;
  }

  left() {
    return Math.max(0, Math.ceil((this.#endsAt - performance.now()) / 1000));
  }
}

export function spelled(seconds) {
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  const two = number => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
