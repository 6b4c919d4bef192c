/** All cells and all matrices of a wide network on one canvas, painted anew only when what they show has changed. */

/** @import { State } from "../../types" */
/** @import { WideLayout } from "../../wide/layout.js" */
/** @import { WideScene } from "../../wide/scene.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { familyOf } from "../../wide/shown.js";
import { largestWeight, unitsOf, unitValues, weightValues } from "../../wide/values.js";
import { detailOf } from "../../wide/zoom.js";
import { useTheme } from "../hues.js";
import { sized } from "../paint.js";
import { drawCells } from "./cells.js";
import { drawHeat, imageOf } from "./paint.js";

/** @param {{ state: State, scene: WideScene, layout: WideLayout }} props */
export function WideCanvas({ state, scene, layout }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = useTheme();
  const { trace, row, cursor, grain } = state;
  const detail = detailOf(state.zoom, layout, window.devicePixelRatio);
  useLayoutEffect(() => {
    if (ref.current && trace) paint(ref.current, trace, row, scene, layout, detail);
  }, [detail, trace, row, cursor.beat, cursor.part, cursor.time, grain, layout.width, layout.height, theme]);
  const size = { width: `${layout.width}px`, height: `${layout.height}px` };
  return html`<canvas class="wide-canvas" ref=${ref} aria-hidden="true" style=${size}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {NonNullable<State["trace"]>} trace @param {number | null} row @param {WideScene} scene @param {WideLayout} layout @param {number} detail */
function paint(canvas, trace, row, scene, layout, detail) {
  const { upright } = layout;
  const ground = { context: sized(canvas, layout, detail), upright };
  const scale = window.devicePixelRatio * detail;
  scene.heats.forEach((heat, i) => {
    const layer = i + 1;
    const counts = { sources: unitsOf(trace, i), targets: unitsOf(trace, layer) };
    const box = layout.matrices[i];
    const image = (/** @type {string} */ quantity, /** @type {import("../../scales.js").Family} */ family) =>
      imageOf(trace, `${quantity} ${layer} ${row}`, weightValues(trace, row, quantity, layer), {
        ...counts,
        family,
        upright,
        most: largestWeight(trace, row, quantity),
        size: { width: box.width * scale, height: box.height * scale },
      });
    drawHeat(ground, box, heat, image(heat.ground, "value"), image(heat.quantity, heat.family), counts);
  });
  scene.shown.forEach(({ before, now, filled }, layer) => {
    if (layout.strips[layer].circles) return;
    const valuesOf = (/** @type {string | null} */ quantity) => {
      const family = familyOf(quantity ?? "");
      return {
        values: quantity === null ? null : unitValues(trace, row, quantity, layer),
        family,
        most: scene.scale[family === "value" ? "activation" : "gradient"],
      };
    };
    drawCells(ground.context, layout.strips[layer], layout.nodes[layer], {
      before: valuesOf(before),
      now: valuesOf(now),
      filled,
    });
  });
}
