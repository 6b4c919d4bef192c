/** Which passage is being read, and the ways from one to the next. */

/** The passage that is read crosses this line of the window, as a part of its height below what covers it. */
const LINE = 0.38;

/**
 * @param {HTMLElement[]} passages
 * @param {() => number} covered how many pixels at the top are covered by the figure
 * @param {(index: number) => void} reach
 * @param {() => boolean} alone whether one passage is shown at a time, so that scrolling leads to no other
 */
export function followReading(passages, covered, reach, alone) {
  let waiting = false;
  /** While the page goes to a passage by itself, those on the way are passed over. */
  let going = 0;

  function look() {
    waiting = false;
    if (alone() || going > performance.now()) return;
    const top = covered();
    const line = top + (innerHeight - top) * LINE;
    const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 4;
    const past = passages.filter((passage) => passage.getBoundingClientRect().top <= line).length;
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
  for (const [index, passage] of passages.entries()) {
    passage.addEventListener("click", () => reach(index));
    passage.addEventListener("focusin", (event) => {
      const focused = /** @type {Element} */ (event.target);
      if (focused.matches(":focus-visible, input")) reach(index);
    });
  }
  return {
    look,
    /** @param {number} index @param {boolean} calm */
    goTo(index, calm) {
      const passage = passages[index];
      going = performance.now() + (calm ? 100 : 900);
      reach(index);
      passage.scrollIntoView({ behavior: calm ? "instant" : "smooth", block: "start" });
      const heading = passage.querySelector("h2");
      heading?.focus({ preventScroll: true });
    },
  };
}
