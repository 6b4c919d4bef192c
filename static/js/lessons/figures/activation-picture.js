/** One activation: its curve, its slope, the point at z with the tangent there. */

/** @import { Sample } from "../../charts/activation.js" */
import { html, useState } from "preact";
import { activationPicture } from "../../charts/activation.js";
import { useSize } from "../../views/chart.js";

/** @param {{ samples: Sample[], at: Sample, onMove: (z: number) => void, onPick: () => void }} props */
export function ActivationPicture({ samples, at, onMove, onPick }) {
  const [ref, size] = useSize();
  const [held, hold] = useState(false);
  const picture = size.width > 60 ? activationPicture(samples, size, at) : null;
  /** @param {PointerEvent} event */
  function to(event) {
    if (!picture) return;
    const { left } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const z = picture.x.invert(event.clientX - left);
    onMove(Math.round(Math.max(picture.x.low, Math.min(picture.x.high, z)) * 20) / 20);
  }
  /** @param {PointerEvent} event */
  function grab(event) {
    if (event.button !== 0) return;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    hold(true);
    onPick();
    to(event);
  }
  return html`<div
    class="activation-picture"
    ref=${ref}
    onPointerDown=${grab}
    onPointerMove=${(/** @type {PointerEvent} */ event) => held && to(event)}
    onPointerUp=${() => hold(false)}
    onPointerCancel=${() => hold(false)}
  >
    ${picture && html`<${Drawing} picture=${picture} size=${size} />`}
  </div>`;
}

/** @param {{ picture: ReturnType<typeof activationPicture>, size: { width: number, height: number } }} props */
function Drawing({ picture, size }) {
  const { box, x, y, zero, value, slope, zones, point, tangent } = picture;
  return html`<svg width=${size.width} height=${size.height} aria-hidden="true">
    ${zones.map(({ kind, left, right }) => html`<rect class=${`zone zone-${kind}`} x=${left} y=${box.top} width=${right - left} height=${box.bottom - box.top} />`)}
    <g class="chart-grid">
      ${y.ticks.map(({ at, text }) => html`<path d=${`M${box.left} ${at}H${box.right}`} /><text class="chart-y" x=${box.left - 6} y=${at + 4}>${text}</text>`)}
      ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${size.height - 6}>${text}</text>`)}
    </g>
    <path class="activation-axes" d=${`M${box.left} ${zero.y}H${box.right}M${zero.x} ${box.top}V${box.bottom}`} />
    <path class="activation-slope" d=${slope} />
    <path class="activation-value" d=${value} />
    <path class="activation-drop" d=${`M${point.x} ${box.top}V${box.bottom}`} />
    <path class="activation-tangent" d=${tangent} />
    <circle class="activation-point is-slope" cx=${point.x} cy=${point.slope} r="4" />
    <circle class="activation-point" cx=${point.x} cy=${point.value} r="6" />
  </svg>`;
}
