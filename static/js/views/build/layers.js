/** The layers: where each stands, how wide, through which activation, and how many numbers there are to learn. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Advice } from "../../build/advice.js" */
/** @import { Draft } from "../../build/drafts.js" */
import { html, useLayoutEffect, useRef, useState } from "preact";
import { counts, mostUnits, totalOf } from "../../build/counts.js";
import { added, changed, duplicated, moved, newLayer, removed } from "../../build/drafts.js";
import { Icon } from "../icons.js";
import { Layer } from "./layer.js";
import { mostOf } from "./parts.js";
import { useReorder } from "./reorder.js";
import { Units } from "./units.js";

/** Written out only where it can be read. */
const MOST_TERMS = 6;

/** @param {{ state: State, actions: Actions, hints: Advice[] }} props */
export function Layers({ state, actions, hints }) {
  const summary = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { network, data } = summary;
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  /** The handle that is to have the focus once its layer has arrived. */
  const wanted = useRef(/** @type {number | null} */ (null));
  const [said, say] = useState("");
  const [draft, setDraft] = useState(/** @type {{ layer: number, units: number } | null} */ (null));
  const most = mostOf(state.catalog);
  const last = network.layers.length - 1;
  // What comes out of data is as wide as what is right.
  const lastMovable = data ? last - 1 : last;

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    /** @type {HTMLElement | null | undefined} */
    const handle = list.current?.querySelector(`[data-handle="${wanted.current}"]`);
    handle?.focus();
    wanted.current = null;
  }, [summary.id]);

  // What was asked for has come, or was refused.
  useLayoutEffect(() => {
    if (!state.busy) setDraft(null);
  }, [summary.id, state.busy]);

  /** @param {string} label @param {(drafts: Draft[]) => Draft[]} change */
  const edit = (label, change) => actions.setLayers(label, change);
  /** @param {number} at @param {number} to */
  function move(at, to) {
    if (at === to || to < 0 || to > lastMovable || at > lastMovable) return;
    wanted.current = to;
    say(`Layer ${at + 1} is now layer ${to + 1}.`);
    edit(`moving layer ${at + 1}`, (drafts) => moved(drafts, at, to));
  }
  const reorder = useReorder(list, lastMovable, move);

  const inputs = draft?.layer === 0 ? draft.units : network.inputs;
  const layers = network.layers.map((layer, i) => (draft?.layer === i + 1 ? { ...layer, units: draft.units } : layer));
  const all = counts(inputs, layers);
  const full = network.layers.length >= most.layers;
  /** @param {number} at */
  const add = (at) => edit("adding a layer", (drafts) => added(drafts, at, newLayer(drafts, at)));
  /** @param {number} layer */
  const widest = (layer) => mostUnits(network.inputs, network.layers, layer, most);
  /** @param {number} layer */
  const drafting = (layer) => (/** @type {number | null} */ units) =>
    setDraft(units === null ? null : { layer, units });

  return html`<div class="group">
    <h2>Network</h2>
    <div class=${`layers${reorder.dragging ? " is-reordered" : ""}`} ref=${list}>
      <div class="layer layer-input">
        <span class="layer-name">Input</span>
        <${Units}
          label="inputs"
          value=${network.inputs}
          shown=${inputs}
          most=${widest(0)}
          why=${data ? "Each is a feature of the data." : ""}
          onDraft=${drafting(0)}
          onChange=${(/** @type {number} */ units) => actions.setInputs(() => units)}
          onStep=${(/** @type {number} */ by) => actions.setInputs((now) => Math.max(1, Math.min(widest(0), now + by)))}
        />
      </div>
      ${network.layers.map(
        (_, index) => html`
          <${Insert} name=${`Add a layer before layer ${index + 1}`} full=${full} onClick=${() => add(index)} />
          <${Layer}
            key=${index}
            state=${state}
            actions=${actions}
            index=${index}
            count=${all[index]}
            shown=${layers[index].units}
            most=${widest(index + 1)}
            lastMovable=${lastMovable}
            full=${full}
            reorder=${reorder}
            hints=${hints.filter(({ about, layer }) => about === "layer" && layer === index)}
            onDraft=${drafting(index + 1)}
            onMove=${move}
            onUnits=${(/** @type {(units: number) => number} */ change) => edit(`units of layer ${index + 1}`, (drafts) => changed(drafts, index, { units: change(drafts[index].layer.units) }))}
            onCopy=${() => edit(`duplicating layer ${index + 1}`, (drafts) => duplicated(drafts, index))}
            onRemove=${() => edit(`removing layer ${index + 1}`, (drafts) => removed(drafts, index))}
          />
        `,
      )}
      ${!data && html`<${Insert} name=${`Add a layer after layer ${last + 1}`} full=${full} onClick=${() => add(last + 1)} />`}
    </div>
    <p class=${`layers-total${draft ? " is-draft" : ""}`}>
      <span>Parameters</span>
      <span>
        ${all.length > 1 && all.length <= MOST_TERMS && html`<small>${all.map(({ total }) => total).join(" + ")} = </small>`}
        <b>${totalOf(all)}</b>
      </span>
    </p>
    <p class="visually-hidden" role="status">${said}</p>
    <div class="buttons">
      <button
        class="button"
        disabled=${full}
        title=${full ? `This page draws ${most.layers} layers at most` : "Adds a hidden layer before the last one"}
        onClick=${() => add(last)}
      >
        <${Icon} name="plus" /> Add layer
      </button>
      <button
        class="button"
        title="Draws all weights anew, with the next seed"
        onClick=${() => actions.setSeed((seed) => seed + 1)}
      >
        New weights
      </button>
    </div>
  </div>`;
}

/** Between two layers, where there is room for one. @param {{ name: string, full: boolean, onClick: () => void }} props */
function Insert({ name, full, onClick }) {
  return html`<div class="insert">
    <button aria-label=${name} title=${name} disabled=${full} onClick=${onClick}><${Icon} name="plus" /></button>
  </div>`;
}
