/** Networks as files: out in every format, and in again. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useState } from "preact";
import { ENDINGS, FORMATS } from "../../share/formats.js";
import { PictureItems } from "./picture.js";

/** @typedef {{ state: State, actions: Actions }} Props */

/** @param {Props} props */
export function Export({ state, actions }) {
  return html`<section class="share-part" aria-label="The picture">
      <${PictureItems} state=${state} actions=${actions} />
    </section>
    <section class="share-part" aria-label="The network">
      <h3>The network, as it is now</h3>
      <ul class="formats">
        ${FORMATS.map(
          ({ name, label, what }) =>
            html`<li>
              <a class="button" href=${actions.exportPath(name)} download>${label}</a>
              <span>${what}</span>
            </li>`,
        )}
      </ul>
    </section>`;
}

/** @param {Props} props */
export function Import({ state, actions }) {
  const [said, say] = useState(/** @type {Record<string, string>} */ ({}));
  /** @param {Event} event */
  function choose(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    actions.set({ dialog: null });
    actions.importFile(file, said);
  }
  const { activations = [], losses = [] } = state.catalog ?? {};
  const hints = [
    { name: "activation", label: "Between layers", choices: activations },
    { name: "output_activation", label: "At the output", choices: activations },
    { name: "loss", label: "Loss", choices: losses },
  ];
  return html`<label class="button primary file-button"
      >Choose a file<input class="visually-hidden" type="file" accept=${ENDINGS.join(",")} onChange=${choose}
    /></label>
    <p>
      JSON, npz, safetensors or ONNX of an MLP, or the weights that PyTorch saved (<code>state_dict</code>, .pt). You
      can also drop the file anywhere on the page. Undo brings back what was there.
    </p>
    <details>
      <summary>For weights from PyTorch</summary>
      <p class="note">
        Such a file does not say what lies between its layers. What you leave open is guessed, and said.
      </p>
      <div class="fields">
        ${hints.map(
          ({ name, label, choices }) =>
            html`<label class="field"
              ><span class="field-label">${label}</span>
              <select
                value=${said[name] ?? ""}
                onChange=${(/** @type {Event} */ event) => say({ ...said, [name]: /** @type {HTMLSelectElement} */ (event.currentTarget).value })}
              >
                <option value="">Not said</option>
                ${choices.map((choice) => html`<option value=${choice.name}>${choice.label}</option>`)}
              </select></label
            >`,
        )}
      </div>
    </details>`;
}
