/** Data of one column: the curve that the network answers, through the rows it is to fit. */

/** @import { State } from "../types" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { axisOf, spanOf } from "../charts/axis.js";
import { shapeOf } from "../charts/points.js";
import { useSize } from "./chart.js";
import { useLive } from "./feed.js";

const EDGE = { left: 46, right: 10, top: 8, bottom: 24 };

/** @param {{ state: State, feed: Feed }} props */
export function Fit({ state, feed }) {
  const [ref, { width, height }] = useSize();
  const live = useLive(feed);
  const { rows, sight } = state.known;
  if (!rows) return html`<div class="fit" ref=${ref}><p class="curve-empty">The data are being looked at…</p></div>`;
  const now = live?.frame.curve;
  const curve = now ?? sight?.frame.curve;
  const line = curve && { x: curve.x, y: curve.values.map(([value]) => value) };
  const parts = [rows.validation, rows.train].flatMap((part) => part ?? []);
  const spanX = spanOf([...parts.map(({ raw }) => raw.map(([value]) => value)), line?.x ?? []]) ?? [0, 1];
  const spanY = spanOf([...parts.map(({ y }) => y.map(([value]) => value)), line?.y ?? []]) ?? [0, 1];
  const x = axisOf(spanX, [EDGE.left, width - EDGE.right], { most: Math.max(2, width / 90) });
  const y = axisOf(spanY, [height - EDGE.bottom, EDGE.top], { most: Math.max(2, height / 60) });
  const dots = (/** @type {"train" | "validation"} */ name) =>
    (rows[name]?.raw ?? []).map(
      ([value], i) =>
        html`<path
          class=${`point point-${name}`}
          d=${shapeOf(0, 3)}
          transform=${`translate(${x.place(value).toFixed(1)} ${y.place(/** @type {any} */ (rows[name]).y[i][0]).toFixed(1)})`}
        />`,
    );
  const path = line?.x.map((value, i) => {
    const answer = /** @type {number} */ (line.y[i]);
    return `${i ? "L" : "M"}${x.place(value).toFixed(1)} ${y.place(answer).toFixed(1)}`;
  });
  return html`<div class="fit" ref=${ref}>
    ${
      width > 0 &&
      html`<svg
        class="fit-picture"
        width=${width}
        height=${height}
        role="img"
        aria-label="What the network answers, and the rows of the data"
      >
        <g class="chart-grid">
          ${y.ticks.map(({ at, text }) => html`<path d=${`M${EDGE.left} ${at}H${width - EDGE.right}`} /><text class="chart-y" x=${EDGE.left - 7} y=${at + 4}>${text}</text>`)}
          ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${height - 6}>${text}</text>`)}
        </g>
        ${dots("validation")}${dots("train")}
        <path class=${`fit-line${live && !now ? " is-old" : ""}`} d=${path?.join("")} />
      </svg>`
    }
  </div>`;
}
