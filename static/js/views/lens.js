/** The lens: the beat at one neuron, up close, with every term, its bar and its number. */

/** @import { Actions } from "../actions.js" */
/** @import { State } from "../types" */
/** @import { Lens as Seen } from "../lens/lens.js" */
/** @import { Bar as BarMark, Terms as Rows } from "../lens/terms.js" */
import { html } from "preact";
import { lensAt } from "../lens/lens.js";
import { swept } from "../scene/moment.js";
import { Curve, Strip } from "./plots.js";
import { spans } from "./written.js";

const PLOT = { width: 300, height: 104 };

/** @param {{ state: State, actions: Actions }} props */
export function Lens({ state, actions }) {
  const { trace, network, grain } = state;
  if (!trace || !network) return null;
  const seen = lensAt({ ...state, trace, network, cursor: swept(trace, state.cursor, grain) });
  if (!seen) return null;
  const { curve, strip, terms, lines, clipped } = seen;
  return html`<section class="lens" aria-label="Lens">
    <header class="lens-head">
      <h3>${seen.title}</h3>
      ${seen.formula && html`<span class="lens-formula">${seen.formula}</span>`}
    </header>
    ${terms && html`<${Terms} terms=${terms} point=${(/** @type {string | null} */ mark) => actions.set({ pointed: mark })} />`}
    ${(curve || strip) && html`<${Plot} curve=${curve} strip=${strip} />`}
    ${lines.map((line) => html`<p class="lens-line lens-result">${spans(line)}</p>`)}
    ${
      clipped &&
      clipped.length > 0 &&
      html`<dl class="facts lens-parts">
        ${clipped.map(
          ({ label, text }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${spans(text)}</dd>
            </div>`,
        )}
      </dl>`
    }
  </section>`;
}

/** @param {Pick<Seen, "curve" | "strip">} props */
function Plot({ curve, strip }) {
  const { width, height } = PLOT;
  return html`<svg
    class="lens-plot"
    viewBox=${`0 0 ${width + 16} ${(curve ? height : height / 2) + 16}`}
    aria-hidden="true"
  >
    ${curve && html`<${Curve} curve=${curve} x=${width / 2 + 8} y=${height / 2 + 8} width=${width} height=${height} />`}
    ${strip && html`<g transform="translate(8 8)"><${Strip} plot=${{ ...strip, width, height: height / 2 }} /></g>`}
  </svg>`;
}

/** @param {{ terms: Rows, point: (mark: string | null) => void }} props */
function Terms({ terms, point }) {
  return html`<div
    class="lens-terms"
    style=${{ "--zero": `${(terms.zero * 100).toFixed(2)}%` }}
    onPointerLeave=${() => point(null)}
  >
    ${terms.rows.map(
      (row) =>
        html`<div key=${row.id} class="lens-term" onPointerEnter=${() => point(row.mark)}>
          <span class="lens-label">${row.label}</span>
          <span class="lens-factors">${spans(row.factors)}</span>
          <${Bar} bar=${row.bar} />
          <span class="lens-number">${row.number ? spans([row.number]) : "–"}</span>
        </div>`,
    )}
    ${
      terms.sum &&
      html`<div class="lens-term lens-sum">
        <span class="lens-label">${terms.sum.label}</span>
        <span class="lens-factors"></span>
        <${Bar} bar=${terms.sum.bar} />
        <span class="lens-number">${terms.sum.number ? spans([terms.sum.number]) : "–"}</span>
      </div>`
    }
  </div>`;
}

/** @param {{ bar: BarMark | null }} props */
function Bar({ bar }) {
  const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(2)}%`;
  return html`<span class="lens-track"
    >${bar && html`<i class=${bar.tone} style=${{ left: percent(bar.start), width: percent(bar.end - bar.start) }} />`}</span
  >`;
}
