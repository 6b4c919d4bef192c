/** How a part of the page follows a run by itself: it alone is drawn anew with each frame. */

/** @import { Live } from "../types" */
/** @import { Feed } from "../feed.js" */
import { useLayoutEffect, useState } from "preact";

/** What the run shows of itself just now, null where none goes on. @param {Feed} feed @param {number} [every] only each so manieth frame, where more could not be told apart @returns {Live | null} */
export function useLive(feed, every = 1) {
  const [live, set] = useState(feed.get());
  useLayoutEffect(() => {
    let frames = 0;
    set(feed.get());
    return feed.subscribe((next) => {
      if (next === null || frames % every === 0) set(next);
      frames += 1;
    });
  }, [feed]);
  return live;
}

/** Calls `draw` now and with each frame: for what is painted rather than rendered. @param {Feed} feed @param {(live: Live | null) => void} draw @param {unknown[]} inputs as of an effect */
export function useFrames(feed, draw, inputs) {
  useLayoutEffect(() => {
    draw(feed.get());
    return feed.subscribe(draw);
  }, inputs);
}

/** For what shows something as it stands, while nothing runs. @type {Feed} */
export const NO_RUN = { get: () => null, put: () => {}, subscribe: () => () => true };
