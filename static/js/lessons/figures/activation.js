/**
 * Activations side by side: what each makes of z, how steep it is there, and where it lets hardly any gradient through. Each is a
 * network of one unit that hands z on, so that every number comes from a pass.
 */

/** @import { Actions } from "../../actions.js" */
/** @import { Curve } from "../../actions/figures.js" */
import { html, useEffect, useState } from "preact";
import { zoneAt, zonesOf } from "../../charts/activation.js";
import { formatNumber, shortNumber } from "../../format.js";
import { tone } from "../../scales.js";
import { NumberField } from "../../views/number-field.js";
import { ActivationPicture } from "./activation-picture.js";
import { Trouble, useTelling, useTold, useWork } from "./work.js";

/** @typedef {{ names?: string[], name?: string | null, z?: number }} Options */

const NAMES = ["relu", "sigmoid", "tanh"];

/** @param {{ options: Options, round: number, actions: Actions, tell: (values: Record<string, any> | null) => void }} props */
export default function ActivationFigure({ options, round, actions, tell }) {
  const { activation: work } = actions.figures;
  /** @type {import("./work.js").Work<Curve[]>} */
  const { value: curves, problem, busy, ask } = useWork();
  const [picked, pick] = useState("");
  const told = useTold(round);
  const { names = NAMES, name = null, z = 1 } = options;
  useEffect(() => {
    pick(name ?? names[0]);
    ask((now) => (now?.map((curve) => curve.name).join() === names.join() ? work.at(now, z) : work.begin(names, z)));
  }, [round]);
  const shown = curves?.find((curve) => curve.name === picked) ?? curves?.[0];
  useTelling(
    tell,
    told || busy,
    shown ? { z: shown.at.z, name: shown.name, value: shown.at.a, slope: shown.at.slope } : null,
  );

  /** @param {number} to */
  const move = (to) => ask((now) => work.at(/** @type {Curve[]} */ (now), to), "move");

  if (!curves || !shown)
    return html`<div class="drawn"><${Trouble} problem=${problem} words="The curves are being drawn…" /></div>`;
  const { reach } = work;
  return html`<div class="drawn activation">
    <ul class="drawn-key" aria-hidden="true">
      <li class="key-value">f(z)</li>
      <li class="key-slope">its slope f′(z)</li>
      <li class="key-zone">dead or saturated</li>
    </ul>
    <div class="activation-panels" style=${{ "--panels": curves.length }}>
      ${curves.map((curve) => html`<${Panel} key=${curve.name} curve=${curve} picked=${curve === shown} alone=${curves.length === 1} onPick=${() => pick(curve.name)} onMove=${move} />`)}
    </div>
    <div class="drawn-slider">
      <input
        type="range"
        min=${-reach}
        max=${reach}
        step="0.05"
        aria-label="z"
        aria-valuetext=${`z ${formatNumber(shown.at.z)}. ${curves.map((curve) => `${curve.label} ${formatNumber(curve.at.a)}, slope ${formatNumber(curve.at.slope)}`).join("; ")}`}
        value=${shown.at.z}
        onInput=${(/** @type {Event} */ event) => move(Number(/** @type {HTMLInputElement} */ (event.currentTarget).value))}
      />
      <${NumberField}
        label="z"
        value=${shown.at.z}
        check=${(/** @type {number} */ to) => (Math.abs(to) > reach ? `z must lie between −${reach} and ${reach}.` : "")}
        onChange=${move}
      />
    </div>
    <${Table} curves=${curves} />
    <${Trouble} problem=${problem} />
  </div>`;
}

/** @param {{ curve: Curve, picked: boolean, alone: boolean, onPick: () => void, onMove: (z: number) => void }} props */
function Panel({ curve, picked, alone, onPick, onMove }) {
  const { label, at, samples } = curve;
  return html`<div class=${`activation-panel${picked && !alone ? " is-picked" : ""}`} role="group" aria-label=${label}>
    <h3>
      ${alone ? label : html`<button class="activation-name" aria-pressed=${picked} onClick=${onPick}>${label}</button>`}
    </h3>
    <${ActivationPicture} samples=${samples} at=${at} onMove=${onMove} onPick=${onPick} />
    <p class="activation-numbers">
      <span>${"f(z) = "}<b class=${tone(at.a, "value")}>${formatNumber(at.a)}</b></span>
      <span>${"f′(z) = "}<b class=${tone(at.slope, "gradient")}>${formatNumber(at.slope)}</b></span>
    </p>
    <p class="activation-words">${wordsOf(curve)}</p>
  </div>`;
}

/** What the slope at this place means for learning. @param {Curve} curve */
function wordsOf({ at, samples }) {
  const zone = zoneAt(zonesOf(samples), at.z)?.kind;
  if (zone === "dead") return "Dead here: slope 0, no gradient gets through.";
  if (zone === "saturated") return "Saturated here: flat, next to no gradient gets through.";
  if (zone === "trickle") return "A trickle here: little gradient gets through, but some.";
  return "Alive here: a gradient gets through.";
}

/** @param {{ curves: Curve[] }} props */
function Table({ curves }) {
  const [first] = curves;
  const cells = (/** @type {number[]} */ values, /** @type {"value" | "gradient"} */ family) =>
    values.map((value) => html`<td class=${tone(value, family)} title=${String(value)}>${shortNumber(value)}</td>`);
  return html`<div class="drawn-table" tabindex="0" role="region" aria-label="Inputs and what becomes of them">
    <table>
      <thead>
        <tr>
          <th scope="col" class="is-name">z</th>
          ${first.table.map(({ z }) => html`<th scope="col">${formatNumber(z)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${curves.map(
          ({ name, label, table }) =>
            html`<tr key=${name}>
                <th scope="row" class="is-name">${label}</th>
                ${cells(
                  table.map(({ a }) => a),
                  "value",
                )}
              </tr>
              <tr key=${`${name} slope`} class="is-slope">
                <th scope="row" class="is-name">its slope</th>
                ${cells(
                  table.map(({ slope }) => slope),
                  "gradient",
                )}
              </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
