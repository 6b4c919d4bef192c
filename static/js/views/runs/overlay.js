/** The curves of runs over each other, by step. */

/** @import { Run } from "../../types" */
import { html, useState } from "preact";
import { curveChart } from "../../charts/curves.js";
import { overlaid } from "../../runs/runs.js";
import { Lines, useSize } from "../chart.js";
import { CLASS_TOKENS } from "../hues.js";

/** Each has a dash of its own, for those who see no hue. */
const DASHES = ["", "7 4", "2 3", "9 3 2 3", "4 2"];

/** How the curve of each run looks, the same whatever is sorted or hidden. @param {Run[]} runs @returns {Record<string, { hue: string, dash: string }>} */
export function looksOf(runs) {
  return Object.fromEntries(
    runs.map(({ id }, i) => [id, { hue: CLASS_TOKENS[i % CLASS_TOKENS.length], dash: DASHES[i % DASHES.length] }]),
  );
}

/** @param {{ runs: Run[], looks: ReturnType<typeof looksOf> }} props */
export function Overlay({ runs, looks }) {
  const [ref, size] = useSize();
  const [kind, setKind] = useState(/** @type {"train" | "validation"} */ ("validation"));
  const [log, setLog] = useState(false);
  const { steps, lines } = overlaid(runs, kind);
  const series = runs.map(({ id, name }, i) => ({ name, shade: 1, ...looks[id], values: lines[i] }));
  const some = lines.some((values) => values.some((value) => value !== null));
  const chart =
    some && size.width > 0 ? curveChart(steps, series, size, { log, last: steps[steps.length - 1] ?? 1 }) : null;
  return html`<figure class="runs-curves">
    <figcaption>
      <select
        class="curve-kind"
        aria-label="Curves of"
        value=${kind}
        onChange=${(/** @type {Event} */ event) => setKind(/** @type {"train" | "validation"} */ (/** @type {HTMLSelectElement} */ (event.currentTarget).value))}
      >
        <option value="validation">Validation loss by step</option>
        <option value="train">Training loss by step</option>
      </select>
      <button class="toggle" aria-pressed=${log} title="Logarithmic scale" onClick=${() => setLog(!log)}>log</button>
    </figcaption>
    <div class="curve-plot" ref=${ref}>
      ${chart ? html`<${Lines} chart=${chart} size=${size} marker=${null} dots=${[]} />` : html`<p class="curve-empty">${runs.length ? "Nothing was measured of these." : "All curves are hidden."}</p>`}
    </div>
  </figure>`;
}
