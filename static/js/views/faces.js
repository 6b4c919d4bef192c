/** Each neuron's own view of the plane as its face: small canvases below the picture, one for each unit. */

/** @import { State } from "../types" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout } from "../layout.js" */
import { html, useRef } from "preact";
import { choiceName } from "../names.js";
import { useFrames } from "./feed.js";
import { useTheme } from "./hues.js";
import { paintUnit, valueRamp } from "./paint.js";

/** @param {{ state: State, feed: Feed, layout: Layout }} props */
export function Faces({ state, feed, layout }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const theme = useTheme();
  const { network, known } = state;
  useFrames(
    feed,
    (live) => {
      const planes = live?.planes ?? known.planes;
      const layers = network?.network.layers ?? [];
      const ramp = valueRamp();
      for (const canvas of ref.current?.querySelectorAll("canvas") ?? []) {
        const name = canvas.dataset.unit ?? "";
        const plane = planes?.units[name];
        canvas.hidden = !plane;
        if (plane) paintUnit(canvas, plane, choiceName(layers[Number(name.split(".")[0]) - 1].activation), ramp);
      }
    },
    [feed, known.planes, network, layout, theme],
  );
  const { radius } = layout;
  return html`<div class="faces" ref=${ref} aria-hidden="true">
    ${layout.nodes.flatMap((units, layer) =>
      layer === 0
        ? []
        : units.map(
            (at, unit) =>
              html`<canvas
                key=${`${layer}.${unit}`}
                data-unit=${`${layer}.${unit}`}
                width="24"
                height="24"
                hidden
                style=${{ left: `${at.x - radius}px`, top: `${at.y - radius}px`, width: `${2 * radius}px`, height: `${2 * radius}px` }}
              />`,
          ),
    )}
  </div>`;
}
