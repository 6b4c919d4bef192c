/** The ways from a number to the loss, each a product; and what is saved by passing messages instead of walking them one by one. */

/** @import { Paths, Ref, Selection, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useEffect, useState } from "preact";
import { exactNumber, formatFactor } from "../../format.js";
import { keyOf, markOf } from "../../inspect/refs.js";
import { barsOf } from "../../inspect/tables.js";
import { neuronSymbol, selectionId } from "../../names.js";
import { refKey } from "../../requests.js";
import { MathSymbol } from "../symbol.js";
import { Copied, pointing, Read, SignedBar } from "./number.js";

/** The gradient that the paths from a selection add up to, in one example. @param {Selection} selection @param {number} example @returns {Ref | null} */
function endOf(selection, example) {
  if (selection.kind === "loss" || selection.kind === "bias") return null;
  const { layer, unit } = selection;
  if (selection.kind === "weight") return { quantity: "grad_w", layer, unit, from: selection.from, example };
  return layer === 0 ? { quantity: "grad_x", layer: 1, unit, example } : { quantity: "grad_a", layer, unit, example };
}

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function PathsOf({ state, actions, selection }) {
  const [open, setOpen] = useState(false);
  const { row, trace } = state;
  const reference = row === null ? null : endOf(selection, row);
  useEffect(() => {
    if (open && reference) actions.findPaths(reference);
  }, [open, reference && refKey(reference), trace]);
  if (selection.kind === "loss" || selection.kind === "bias") return null;
  return html`<details
    class="norm paths"
    onToggle=${(/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}
  >
    <summary>Paths to the loss</summary>
    ${!reference ? html`<p class="note">They are other numbers for each example. Pick one to see them.</p>` : open && html`<${Found} state=${state} actions=${actions} reference=${reference} />`}
  </details>`;
}

/** @param {{ state: State, actions: Actions, reference: Ref }} props */
function Found({ state, actions, reference }) {
  const answer = state.paths[refKey(reference)];
  if (!answer) return html`<p class="note">…</p>`;
  if ("detail" in answer) return html`<p class="note" role="alert">${answer.detail}</p>`;
  const { paths, shown, rest, value } = answer;
  const { zero, bars } = barsOf([...shown, ...(rest.paths ? [rest] : [])].map((path) => path.value));
  return html`<p>${countText(answer)}</p>
    <ol class="path-list" aria-label="The strongest paths">
      ${shown.map((path, i) => html`<${One} key=${i} path=${path} index=${i} bar=${bars[i]} zero=${zero} reference=${reference} state=${state} actions=${actions} />`)}
      ${
        rest.paths > 0 &&
        html`<li class="term-rest">
          <span>and ${rest.paths.toLocaleString("en")} more that add up to</span>
          <${Read} value=${rest.value} name=${keyOf(reference, "paths.rest")} />
          <${SignedBar} bar=${bars[shown.length]} zero=${zero} family="gradient" />
        </li>`
      }
    </ol>
    <p class="result result-gradient">
      ${paths > 1 ? "add up to" : "="} <${Copied} value=${value} name=${keyOf(reference, "paths")} strong />
    </p>`;
}

/** @param {Paths} answer */
function countText({ paths, multiplications, note }) {
  const many = (/** @type {number} */ count, /** @type {string} */ one) =>
    `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
  if (!multiplications) return `${many(paths, "path")} lead from here to the loss. ${note ?? ""}`;
  const { one_by_one, passed_on } = multiplications;
  if (paths === 0) return "No path leads from here to the loss.";
  if (paths === 1) return "One path leads from here to the loss: its factors, multiplied, are the gradient.";
  return `${many(paths, "path")} lead from here to the loss, and the gradient is the sum of their products. One by one they need ${many(one_by_one, "multiplication")}; passing messages back takes ${passed_on.toLocaleString("en")}, as each δ is worked out once for all paths through its neuron.`;
}

/** @param {{ path: Paths["shown"][0], index: number, bar: { start: number, end: number }, zero: number, reference: Ref, state: State, actions: Actions }} props */
function One({ path, index, bar, zero, reference, state, actions }) {
  const { marks, text } = wayOf(path, /** @type {NonNullable<State["network"]>} */ (state.network));
  const light = () => actions.set({ marked: marks });
  const leave = () => actions.set({ marked: [] });
  return html`<li class="path" onMouseEnter=${light} onMouseLeave=${leave} onFocusIn=${light} onFocusOut=${leave}>
    <button class="path-way" title="Show it in the picture" onClick=${() => actions.point(marks)}>${text}</button>
    <span class="path-value"><${Read} value=${path.value} name=${keyOf(reference, `paths.shown.${index}`)} /></span>
    <span class="path-factors">
      ${path.factors.map((factor, i) => html`${i > 0 && html`<span class="times">·</span>`}<span class="path-factor" ...${pointing(actions, factor.ref && markOf(factor.ref))}><${MathSymbol} latex=${factor.symbol} /><span title=${exactNumber(factor.value)} data-number=${factor.ref ? keyOf(factor.ref) : keyOf(reference, `paths.shown.${index}.factors.${i}`)}>${formatFactor(factor.value)}</span></span>`)}
    </span>
    <${SignedBar} bar=${bar} zero=${zero} family="gradient" />
  </li>`;
}

/** The neurons that a path leads through, as marks and in a line: h₁ → h₃ → ŷ → L. @param {Paths["shown"][0]} path @param {NonNullable<State["network"]>} network */
function wayOf({ units }, network) {
  // A neuron is met at its sum and again at what it hands on.
  const through = units.filter(({ layer, unit }, i) => layer !== units[i - 1]?.layer || unit !== units[i - 1]?.unit);
  return {
    marks: through.map(({ layer, unit }) => selectionId({ kind: "neuron", layer, unit })),
    text: [...through.map(({ layer, unit }) => neuronSymbol(network, layer, unit)), "L"].join(" → "),
  };
}
