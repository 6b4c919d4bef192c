/** Data that are images: the row that is drawn, and what each unit of the first layer looks for in it. */

/** @import { Plane, State } from "../types" */
/** @import { Feed } from "../feed.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { imagePlane, measuredRow, weightImage } from "../charts/images.js";
import { useLive } from "./feed.js";
import { useTheme } from "./hues.js";
import { paintUnit, valueRamp } from "./paint.js";

/** More of them say no more. */
const MOST = 48;

/** @param {{ state: State, feed: Feed, side: number }} props */
export function Images({ state, feed, side }) {
  const live = useLive(feed);
  const { trace } = state;
  const row = state.row ?? 0;
  if (!trace) return null;
  const w = live?.frame.parameters?.layers[0].w ?? trace.layers[0].w;
  const units = w[0].length;
  return html`<div class="images">
    ${
      !live &&
      html`<figure class="image image-input">
        <${Pixels} plane=${imagePlane(measuredRow(state) ?? trace.x[row], side)} label="The row that is drawn" />
        <figcaption>Row ${row + 1} of the batch</figcaption>
      </figure>`
    }
    <div class="image-units">
      ${Array.from(
        { length: Math.min(MOST, units) },
        (_, unit) =>
          html`<figure class="image" key=${unit}>
            <${Pixels} plane=${weightImage(w, unit, side)} label=${`Weights of layer 1, neuron ${unit + 1}`} />
            <figcaption>${unit + 1}</figcaption>
          </figure>`,
      )}
    </div>
    <p class="note">
      Weights of layer 1: each neuron answers most to the blue pixels lit and the orange ones
      dark.${units > MOST ? ` ${units - MOST} more are not drawn.` : ""}
    </p>
  </div>`;
}

/** @param {{ plane: Plane, label: string }} props */
function Pixels({ plane, label }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = useTheme();
  useLayoutEffect(() => {
    if (ref.current) paintUnit(ref.current, plane, "linear", valueRamp());
  }, [plane, theme]);
  return html`<canvas ref=${ref} width="1" height="1" role="img" aria-label=${label} />`;
}
