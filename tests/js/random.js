/** Chance that is the same for the same seed (mulberry32). */

/** @param {number} seed */
export function random(seed) {
  let state = seed * 0x9e3779b9;
  /** 32 bits, as a whole number. */
  function bits() {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const below = (/** @type {number} */ end) => bits() % end;
  return {
    bits,
    below,
    /** @template T @param {T[]} values @returns {T} */ pick: (values) => values[below(values.length)],
  };
}
