/** The plane that points are drawn on. */

/** @import { Drawing, Mark } from "../../types" */
import { html, useRef } from "preact";
import { axisOf } from "../../charts/axis.js";
import { shapeOf } from "../../charts/points.js";
import { added, CLASSES, moved, nearest, nudged, REACH, removed, STEP, undone, walked } from "../../data/drawing.js";
import { formatNumber } from "../../format.js";
import { useSize } from "../chart.js";
import { CLASS_TOKENS } from "../hues.js";

const EDGE = { left: 30, bottom: 22, top: 8, right: 8 };
const LARGEST = 440;
const SIZE = 6;
/** How near a click has to be to mean a point that is there. In pixels. */
const NEAR = 14;

/** @param {{ drawing: Drawing, onChange: (to: Drawing) => void }} props */
export function DrawingPlane({ drawing, onChange }) {
  const [ref, space] = useSize();
  const side = Math.max(120, Math.min(LARGEST, space.width - EDGE.left - EDGE.right));
  const x = axisOf([-REACH, REACH], [0, side], { most: 5 });
  const y = axisOf([-REACH, REACH], [side, 0], { most: 5 });
  /** The point that is dragged, and whether it has moved yet. */
  const drag = useRef(/** @type {{ index: number, begun: boolean } | null} */ (null));
  /** @param {PointerEvent} event @returns {[number, number]} */
  function place(event) {
    const { left, top } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    return [x.invert(event.clientX - left - EDGE.left), y.invert(event.clientY - top - EDGE.top)];
  }
  /** @param {PointerEvent} event */
  function press(event) {
    if (event.button !== 0) return;
    const [px, py] = place(event);
    const near = nearest(drawing.marks, px, py, (NEAR / side) * 2 * REACH);
    if (near === null) return onChange({ ...added(drawing, px, py), chosen: null });
    drag.current = { index: near, begun: false };
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    const { x: mx, y: my } = drawing.marks[near];
    onChange({ ...drawing, chosen: near, at: [mx, my] });
  }
  /** @param {PointerEvent} event */
  function pull(event) {
    if (!drag.current) return;
    const { index, begun } = drag.current;
    onChange(moved(drawing, index, ...place(event), begun));
    drag.current.begun = true;
  }
  /** @param {KeyboardEvent} event */
  function press_key(event) {
    const next = keyed(drawing, event);
    if (!next) return;
    event.preventDefault();
    onChange(next);
  }
  const [cx, cy] = drawing.at;
  return html`<div class="drawing" ref=${ref}>
    <svg
      class="drawing-plane"
      width=${side + EDGE.left + EDGE.right}
      height=${side + EDGE.top + EDGE.bottom}
      tabindex="0"
      role="application"
      aria-label="Plane to draw on"
      aria-describedby="drawing-keys"
      onPointerDown=${press}
      onPointerMove=${pull}
      onPointerUp=${() => (drag.current = null)}
      onKeyDown=${press_key}
    >
      <g transform=${`translate(${EDGE.left} ${EDGE.top})`}>
        <rect class="drawing-ground" width=${side} height=${side} />
        <g class="chart-grid">
          ${x.ticks.map(({ at, text }) => html`<path d=${`M${at} 0V${side}`} /><text class="chart-x" x=${at} y=${side + 16}>${text}</text>`)}
          ${y.ticks.map(({ at, text }) => html`<path d=${`M0 ${at}H${side}`} /><text class="chart-y" x="-6" y=${at + 4}>${text}</text>`)}
        </g>
        <path class="drawing-cross" d=${`M${x.place(cx) - 9} ${y.place(cy)}h18M${x.place(cx)} ${y.place(cy) - 9}v18`} />
        ${drawing.marks.map((mark, i) => html`<${Point} key=${i} drawing=${drawing} mark=${mark} chosen=${i === drawing.chosen} at=${[x.place(mark.x), y.place(mark.y)]} />`)}
      </g>
    </svg>
    <p class="visually-hidden" role="status">${said(drawing)}</p>
  </div>`;
}

/** @param {{ drawing: Drawing, mark: Mark, chosen: boolean, at: [number, number] }} props */
function Point({ drawing: { kind, marks }, mark, chosen, at }) {
  const numbers = kind === "numbers";
  const most = Math.max(...marks.map(({ value }) => Math.abs(value))) || 1;
  const hue = numbers
    ? `color-mix(in srgb, var(--value-${mark.value < 0 ? "minus" : "plus"}) ${30 + (70 * Math.abs(mark.value)) / most}%, var(--panel))`
    : `var(--${CLASS_TOKENS[mark.value]})`;
  return html`<g transform=${`translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`}>
    <path
      class=${`point${chosen ? " point-now" : ""}`}
      d=${shapeOf(numbers ? 0 : mark.value, SIZE)}
      style=${{ "--point": hue }}
    />
    ${numbers && html`<text class="drawing-value" y="-10">${formatNumber(mark.value)}</text>`}
  </g>`;
}

/** What a key makes of the drawing; null where it means nothing here. @param {Drawing} drawing @param {KeyboardEvent} event @returns {Drawing | null} */
function keyed(drawing, event) {
  const step = event.shiftKey ? STEP / 5 : STEP;
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
  if (dx || dy) return nudged(drawing, dx * step, dy * step);
  if (event.ctrlKey || event.metaKey) return event.key === "z" ? undone(drawing) : null;
  if (event.key === "Enter" || event.key === " ") {
    if (drawing.chosen !== null) return { ...drawing, chosen: null };
    return { ...added(drawing, ...drawing.at), chosen: null };
  }
  if (event.key === "PageDown" || event.key === "PageUp") return walked(drawing, event.key === "PageDown" ? 1 : -1);
  if ((event.key === "Delete" || event.key === "Backspace") && drawing.chosen !== null)
    return removed(drawing, drawing.chosen);
  const label = Number(event.key) - 1;
  return drawing.kind === "classes" && label in CLASSES ? { ...drawing, label } : null;
}

/** Where the keyboard stands. @param {Drawing} drawing */
function said({ kind, marks, chosen, at, label, value }) {
  const what = (/** @type {number} */ of) => (kind === "classes" ? `class ${CLASSES[of]}` : formatNumber(of));
  const place = at.map(formatNumber).join(", ");
  if (chosen !== null) return `Point ${chosen + 1} of ${marks.length}, ${what(marks[chosen].value)}, at ${place}`;
  return `${marks.length} points. The cross is at ${place}, for ${what(kind === "classes" ? label : value)}.`;
}
