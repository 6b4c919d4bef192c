/** Where a network's data come from: the gallery, a drawing, a file; and what is there already. */

/** @import { DataTab, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { Dialog } from "../dialog.js";
import { Draw } from "./draw.js";
import { File } from "./file.js";
import { Gallery } from "./gallery.js";
import { Now } from "./now.js";

/** @type {[DataTab, string, any][]} */
const TABS = [
  ["gallery", "Gallery", Gallery],
  ["draw", "Draw", Draw],
  ["file", "Paste or file", File],
  ["now", "This data", Now],
];

/** @param {{ state: State, actions: Actions }} props */
export function DataDialog({ state, actions }) {
  const { desk, network, problem } = state;
  const tabs = TABS.filter(([name]) => name !== "now" || network?.data);
  const [tab, , Part] = tabs.find(([name]) => name === desk.tab) ?? tabs[0];
  return html`<${Dialog} name="data" title="Data" actions=${actions}>
    <div class="segments data-tabs" role="group" aria-label="Source of the data">
      ${tabs.map(
        ([name, label]) =>
          html`<button
            class="segment"
            aria-pressed=${name === tab}
            onClick=${() => {
              actions.set({ problem: null });
              actions.data.lay({ tab: name });
            }}
          >
            ${label}
          </button>`,
      )}
    </div>
    ${problem && html`<p class="data-trouble" role="alert"><b>${problem.title}.</b> ${problem.detail}</p>`}
    <${Part} state=${state} actions=${actions} />
  <//>`;
}

/** The way into the dialog, with a word on what is learned from now. @param {{ state: State, actions: Actions }} props */
export function DataGroup({ state, actions }) {
  const { network, catalog } = state;
  const name = network?.data && catalog?.datasets.find((entry) => entry.name === network.data?.name)?.label;
  return html`<div class="group">
    <h2>Data</h2>
    <div class="data-open">
      <span class="note">${network?.data ? (name ?? "Rows of your own") : "One example of its own"}</span>
      <button class="button" onClick=${() => actions.data.open()}>Choose data</button>
    </div>
  </div>`;
}
