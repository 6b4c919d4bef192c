/** What is found to be wrong, what shows it, and what helps; each finding leads to where it is. */

/** @import { Finding, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { marksOf } from "../names.js";
import { Checklist } from "./checklist.js";

/** Said in a word and shown by a sign, not by hue alone. */
const SEVERITIES = {
  error: { word: "Problem", sign: "M10 2.5 18 17H2z" },
  warning: { word: "Warning", sign: "M10 2 18 10l-8 8-8-8z" },
  info: { word: "Note", sign: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z" },
};

/** @param {{ state: State, actions: Actions }} props */
export function Diagnosis({ state, actions }) {
  const findings = state.known.diagnosis?.findings;
  return html`<section class="diagnosis" aria-label="Diagnosis">
    <h2>Diagnosis</h2>
    ${
      findings?.length
        ? html`<ul class="findings">
            ${findings.map((finding) => html`<${Entry} key=${keyOf(finding)} finding=${finding} state=${state} actions=${actions} />`)}
          </ul>`
        : html`<p class="note">${quietText(state)}</p>`
    }
    <${Checklist} state=${state} actions=${actions} />
  </section>`;
}

/** @param {Finding} finding */
const keyOf = ({ code, layer, units }) => `${code}-${layer}-${units?.join("-")}`;

/** @param {{ finding: Finding, state: State, actions: Actions }} props */
function Entry({ finding, state, actions }) {
  const { word, sign } = SEVERITIES[finding.severity];
  const marks = state.network ? marksOf(state.network, finding.layer, finding.units) : [];
  const shown = marks.length > 0 && marks.every((mark) => state.marked.includes(mark));
  const evidence = Object.entries(finding.evidence)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${formatNumber(value)}`)
    .join(" · ");
  return html`<li class=${`finding finding-${finding.severity}`}>
    <p class="finding-message">
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${sign} /></svg>
      <b>${word}.</b> ${finding.message}
    </p>
    <p class="finding-advice">${finding.advice}</p>
    <p class="finding-foot">
      <span class="finding-evidence">${evidence}</span>
      ${marks.length > 0 && html`<button class="button small" aria-pressed=${shown} onClick=${() => actions.point(shown ? [] : marks)}>${shown ? "Shown in the picture" : "Show where"}</button>`}
    </p>
  </li>`;
}

/** @param {State} state */
function quietText({ known, phase }) {
  if (phase !== "still") return "Looked at again when training pauses.";
  return known.diagnosis ? "Nothing wrong is to be seen." : "Not examined yet.";
}
