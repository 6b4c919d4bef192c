/** Each neuron's own view of the plane as its face: all of them on one canvas below the picture. */

/** @import { State } from "../types" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout } from "../layout.js" */
import { html, useRef } from "preact";
import { useFrames } from "./feed.js";
import { useTheme } from "./hues.js";
import { paintFaces, sized } from "./paint.js";

/** @param {{ state: State, feed: Feed, layout: Layout }} props */
export function Faces({ state, feed, layout }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = useTheme();
  const { network, known } = state;
  useFrames(
    feed,
    (live) => {
      const { planes } = live ?? known.sight ?? { planes: null };
      if (!ref.current || !network) return;
      const context = sized(ref.current, layout);
      if (planes) paintFaces(context, layout, network, planes);
    },
    [feed, known.sight, network, layout.width, layout.height, layout.radius, theme],
  );
  return html`<canvas
    class="faces"
    ref=${ref}
    aria-hidden="true"
    style=${{ width: `${layout.width}px`, height: `${layout.height}px` }}
  ></canvas>`;
}
