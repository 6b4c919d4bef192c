/** Data of one column: the curve that the network answers, through the rows it is to fit. */

/** @import { DataRows, State } from "../types" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { axisOf, spanOf, tenths } from "../charts/axis.js";
import { shapeOf } from "../charts/points.js";
import { useSize } from "./chart.js";
import { useLive } from "./feed.js";

const EDGE = { left: 46, right: 10, top: 8, bottom: 24 };

/** One answer for all x. @typedef {{ x: number[], y: (number | null)[], kind?: string }} Line */

/** @param {{ state: State, feed: Feed }} props */
export function Fit({ state, feed }) {
  const live = useLive(feed);
  const { rows, sight } = state.known;
  const now = live?.frame.curve;
  const curve = now ?? sight?.frame.curve;
  const kind = live && !now ? "is-old" : "";
  const lines = curve ? [{ x: curve.x, y: curve.values.map(([value]) => value), kind }] : [];
  return html`<${FitPicture} rows=${rows} lines=${lines} label="What the network answers, and the rows of the data" />`;
}

/** Lines through the rows of the data. @param {{ rows: DataRows | null, lines: Line[], label: string }} props */
export function FitPicture({ rows, lines, label }) {
  const [ref, { width, height }] = useSize();
  if (!rows) return html`<div class="fit" ref=${ref}><p class="curve-empty">The data are being looked at…</p></div>`;
  const parts = [rows.validation, rows.train].flatMap((part) => part ?? []);
  const spanX = spanOf([...parts.map(({ raw }) => raw.map(([value]) => value)), ...lines.map(({ x }) => x)]) ?? [0, 1];
  const spanY = spanOf([...parts.map(({ y }) => y.map(([value]) => value)), ...lines.map(({ y }) => y)]) ?? [0, 1];
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
  const pathOf = (/** @type {Line} */ line) =>
    line.x
      .map(
        (value, i) => `${i ? "L" : "M"}${tenths(x.place(value))} ${tenths(y.place(/** @type {number} */ (line.y[i])))}`,
      )
      .join("");
  return html`<div class="fit" ref=${ref}>
    ${
      width > 0 &&
      html`<svg class="fit-picture" width=${width} height=${height} role="img" aria-label=${label}>
        <g class="chart-grid">
          ${y.ticks.map(({ at, text }) => html`<path d=${`M${EDGE.left} ${at}H${width - EDGE.right}`} /><text class="chart-y" x=${EDGE.left - 7} y=${at + 4}>${text}</text>`)}
          ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${height - 6}>${text}</text>`)}
        </g>
        ${dots("validation")}${dots("train")}
        ${lines.map((line) => html`<path class=${`fit-line ${line.kind ?? ""}`.trim()} d=${pathOf(line)} />`)}
      </svg>`
    }
  </div>`;
}
