/** The curve f(x) = x² with the point on it, which is dragged or walked to another start. */

/** @import { momentOf } from "./descent.js" */
import { html, useEffect, useRef, useState } from "preact";
import { descentPicture } from "../../charts/descent.js";
import { formatNumber } from "../../format.js";
import { tone } from "../../scales.js";
import { useSize } from "../../views/chart.js";

const STEP = 0.1;
/** The shortest arrow that has room for what it stands for. */
const WORDS = 74;

/** @param {{ moments: ReturnType<typeof momentOf>[], time: number, onMove: (x: number) => void }} props */
export function DescentPicture({ moments, time, onMove }) {
  const [ref, size] = useSize();
  // While the point is dragged the window stays: it would run away from under the pointer.
  const [held, hold] = useState(/** @type {number | null} */ (null));
  const now = moments[moments.length - 1];
  const finite = moments.flatMap(({ x, f }) => (x === null || f === null ? [] : [{ x, f }]));
  const ahead =
    now.f === null || now.slope === null || now.change === null ? null : { slope: now.slope, change: now.change };
  const picture = size.width > 0 && finite.length ? descentPicture(finite, ahead, size, time, held) : null;
  return html`<div class="descent-picture" ref=${ref}>
    ${picture && html`<${Drawing} picture=${picture} size=${size} now=${now} held=${held} hold=${hold} onMove=${onMove} />`}
  </div>`;
}

/** @param {{ picture: import("../../charts/descent.js").DescentPicture, size: { width: number, height: number }, now: ReturnType<typeof momentOf>, held: number | null, hold: (reach: number | null) => void, onMove: (x: number) => void }} props */
function Drawing({ picture, size, now, held, hold, onMove }) {
  const { box, x, y, curve, floor, trail, dots, ball, tangent, arrow } = picture;
  // Keys may come faster than answers: they go on from where the last one led.
  const asked = useRef(/** @type {number | null} */ (null));
  useEffect(() => {
    if (asked.current === now.x) asked.current = null;
  }, [now.x]);
  /** @param {PointerEvent} event */
  function to(event) {
    const { left } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    onMove(rounded(x.invert(event.clientX - left)));
  }
  /** @param {PointerEvent} event */
  function grab(event) {
    if (event.button !== 0) return;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    hold(x.high);
    asked.current = null;
    to(event);
  }
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -1, PageUp: 1 }[
      event.key
    ];
    const from = asked.current ?? now.x;
    if (!by || from === null) return;
    asked.current = rounded(from + by * (event.shiftKey ? 10 : 1));
    onMove(asked.current);
    event.preventDefault();
    event.stopPropagation();
  }
  return html`<svg
    class="descent-drawing"
    width=${size.width}
    height=${size.height}
    role="slider"
    tabindex="0"
    aria-label="Start x"
    aria-valuemin="-100"
    aria-valuemax="100"
    aria-valuenow=${now.x}
    aria-valuetext=${`x ${formatNumber(now.x)}, f ${formatNumber(now.f)}, slope ${formatNumber(now.slope)}, the step adds ${formatNumber(now.change)}`}
    onPointerDown=${grab}
    onPointerMove=${(/** @type {PointerEvent} */ event) => held !== null && to(event)}
    onPointerUp=${() => hold(null)}
    onPointerCancel=${() => hold(null)}
    onKeyDown=${walk}
  >
    <g class="chart-grid">
      ${y.ticks.map(({ at, text }) => html`<path d=${`M${box.left} ${at}H${box.right}`} /><text class="chart-y" x=${box.left - 8} y=${at + 4}>${text}</text>`)}
      ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${size.height - 7}>${text}</text>`)}
    </g>
    <path class="descent-floor" d=${`M${box.left} ${floor}H${box.right}`} />
    <path class="descent-curve" d=${curve} />
    <text class="descent-name" x=${box.left + 34} y=${box.top + 12}>f(x) = x²</text>
    <path class="descent-trail" d=${trail} />
    ${dots.map(({ x: cx, y: cy, strength }) => html`<circle class="descent-dot" cx=${cx} cy=${cy} r="4" opacity=${strength} />`)}
    <path class="descent-drop" d=${`M${ball.x} ${ball.y}V${floor}`} />
    ${tangent && html`<path class=${`descent-tangent ${tone(now.slope, "gradient")}`} d=${tangent} />`}
    ${
      arrow &&
      arrow.length > 1 &&
      html`<g class="descent-arrow">
        <path class="descent-arrow-line" d=${arrow.line} /><path class="descent-arrow-head" d=${arrow.head} />
        ${arrow.length > WORDS && html`<text x=${arrow.middle} y=${arrow.y - 8}>−η·f′(x)</text>`}
      </g>`
    }
    <circle class=${`descent-ball ${tone(now.x, "value")}`} cx=${ball.x} cy=${ball.y} r="8" />
  </svg>`;
}

/** To hundredths: what a pointer can mean. @param {number} x */
const rounded = (x) => Math.max(-100, Math.min(100, Math.round(x * 100) / 100));
