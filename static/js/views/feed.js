/** How a part of the page follows a run by itself: it alone is drawn anew with each frame. */

/** @import { Live } from "../types" */
/** @import { Feed } from "../feed.js" */
import { useLayoutEffect, useState } from "preact";

/** What the run shows of itself just now, null where none goes on. @param {Feed} feed @returns {Live | null} */
export function useLive(feed) {
  const [live, set] = useState(feed.get());
  useLayoutEffect(() => {
    set(feed.get());
    return feed.subscribe(set);
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
