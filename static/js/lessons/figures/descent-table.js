/** The steps of a descent as a table: where it stood, what the slope was there, and what was added to x. */

/** @import { momentOf } from "./descent.js" */
import { html, useEffect, useRef } from "preact";
import { formatNumber } from "../../format.js";
import { tone } from "../../scales.js";

/** @param {{ moments: ReturnType<typeof momentOf>[] }} props  the last is where it stands */
export function DescentTable({ moments }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (ref.current) ref.current.scrollTop = ref.current.scrollHeight;
  }, [moments.length]);
  return html`<div class="drawn-table" ref=${ref} tabindex="0" role="region" aria-label="Steps">
    <table>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">x</th>
          <th scope="col">f(x) = x²</th>
          <th scope="col">f′(x) = 2x</th>
          <th scope="col">−η·f′(x)</th>
        </tr>
      </thead>
      <tbody>
        ${moments.map(
          ({ x, f, slope, change }, step) =>
            html`<tr key=${step} class=${step === moments.length - 1 ? "is-now" : ""}>
              <th scope="row">${step}</th>
              <td class=${tone(x, "value")}>${formatNumber(x)}</td>
              <td>${formatNumber(f)}</td>
              <td class=${tone(slope, "gradient")}>${formatNumber(slope)}</td>
              <td class="is-update">${formatNumber(change)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
