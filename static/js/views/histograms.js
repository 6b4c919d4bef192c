/** How the numbers of each layer are spread: what it hands on, its weights, and their gradients. */

/** @import { State } from "../types" */
/** @import { Feed } from "../feed.js" */
/** @import { Histogram } from "../charts/bars.js" */
import { html } from "preact";
import { barsOf } from "../charts/bars.js";
import { formatNumber } from "../format.js";
import { useLive } from "./feed.js";

const SIZE = { width: 180, height: 56 };

/** @type {[string, string, string][]} quantity, what it is called, its hue */
const QUANTITIES = [
  ["a", "Activations a", "value-plus"],
  ["w", "Weights w", "muted"],
  ["grad_w", "Gradients ∂L/∂w", "gradient-minus"],
];

/** @param {{ state: State, feed: Feed }} props */
export function Histograms({ state, feed }) {
  const live = useLive(feed);
  const layers = (live ?? state.known.sight)?.frame.histograms?.layers ?? [];
  return html`<div class="histograms" tabindex="0" role="group" aria-label="Histograms by layer">
    <table>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">Layer</span></th>
          ${QUANTITIES.map(([, label]) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          ({ index, quantities }) =>
            html`<tr key=${index}>
              <th scope="row">Layer ${index}</th>
              ${QUANTITIES.map(([name, label, hue]) => html`<td><${Bars} histogram=${quantities[name] ?? null} hue=${hue} label=${`Layer ${index}, ${label}`} /></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">
      Over the first thousand training rows,
      ${live ? "at the step the run has come to" : "after the step that is shown"}.
    </p>
  </div>`;
}

/** @param {{ histogram: Histogram | null, hue: string, label: string }} props */
function Bars({ histogram, hue, label }) {
  if (!histogram) return html`<span class="note">–</span>`;
  const { path, zero, most } = barsOf(histogram, SIZE);
  const { min, max } = histogram;
  return html`<figure class="bars">
    <svg
      viewBox=${`0 -2 ${SIZE.width} ${SIZE.height + 3}`}
      preserveAspectRatio="none"
      role="img"
      aria-label=${`${label}: from ${formatNumber(min)} to ${formatNumber(max)}, at most ${most} in a bar`}
    >
      <path d=${path} fill=${`var(--${hue})`} />
      ${zero !== null && html`<path class="bars-zero" d=${`M${zero} -2V${SIZE.height}`} />`}
    </svg>
    <figcaption><span>${formatNumber(min)}</span><span>${formatNumber(max)}</span></figcaption>
  </figure>`;
}
