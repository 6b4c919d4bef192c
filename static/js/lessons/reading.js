/** Which passage is being read, and the ways from one to the next. */

/** The passage that is read crosses this line of the window, as a part of its height below what covers it. */
const LINE = 0.38;
/** A passage that has moved by no more, in pixels, stands where it stood. */
const STILL = 4;
/** A smooth way ends by itself; where nothing says so, after so many milliseconds. */
const WAY = 900;

/**
 * @param {HTMLElement[]} passages
 * @param {() => number} covered how many pixels at the top are covered by the figure
 * @param {(index: number) => void} reach
 * @param {() => boolean} alone whether one passage is shown at a time, so that scrolling leads to no other
 */
export function followReading(passages, covered, reach, alone) {
  let waiting = false;
  /**
   * The passage that was gone to, or is being answered: it is the one that is read until it is scrolled from where it stands,
   * however late the page hears of its own scrolling. `top` is null on the way there.
   * @type {{ passage: HTMLElement, top: number | null } | null}
   */
  let held = null;

  /** @param {HTMLElement} passage */
  const topOf = (passage) => passage.getBoundingClientRect().top;

  function arrive() {
    if (held) held.top ??= topOf(held.passage);
  }
  /** @param {number} index */
  function take(index) {
    const passage = passages[index];
    if (held?.passage !== passage || held.top !== null) held = { passage, top: topOf(passage) };
    reach(index);
  }

  function look() {
    waiting = false;
    if (alone()) return;
    if (held && (held.top === null || Math.abs(topOf(held.passage) - held.top) <= STILL)) return;
    held = null;
    const top = covered();
    const line = top + (innerHeight - top) * LINE;
    const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 4;
    const past = passages.filter((passage) => topOf(passage) <= line).length;
    reach(end && scrollY > 0 ? passages.length - 1 : Math.max(0, past - 1));
  }
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(look);
    },
    { passive: true },
  );
  addEventListener("scrollend", arrive);
  // A reader who scrolls on the way wants to be elsewhere.
  for (const own of ["wheel", "touchmove"])
    addEventListener(own, () => held?.top === null && (held = null), { passive: true });
  for (const [index, passage] of passages.entries()) {
    passage.addEventListener("click", () => take(index));
    passage.addEventListener("focusin", (event) => {
      const focused = /** @type {Element} */ (event.target);
      if (focused.matches(":focus-visible, input")) take(index);
    });
  }
  return {
    look,
    /** @param {number} index @param {boolean} calm */
    goTo(index, calm) {
      const passage = passages[index];
      const way = { passage, top: null };
      held = way;
      reach(index);
      passage.scrollIntoView({ behavior: calm ? "instant" : "smooth", block: "start" });
      if (calm) arrive();
      else setTimeout(() => held === way && arrive(), WAY);
      const heading = passage.querySelector("h2");
      heading?.focus({ preventScroll: true });
    },
  };
}
