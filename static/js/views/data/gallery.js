/** The data sets of the catalog, each with some of its rows, and the settings of the one that is picked. */

/** @import { DatasetEntry, Drawn, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useEffect, useMemo, useRef } from "preact";
import { classOf, largestAt } from "../../charts/points.js";
import { previewOf } from "../../data/desk.js";
import { sampleOf } from "../../data/sample.js";
import { Outcome } from "./outcome.js";
import { DrawnFields, PrepareChosen, Tick } from "./prepare.js";
import { SamplePicture } from "./sample.js";

/** @param {{ state: State, actions: Actions }} props */
export function Gallery({ state, actions }) {
  const datasets = state.catalog?.datasets ?? [];
  const { drawn } = state.desk;
  const entry = datasets.find(({ name }) => name === drawn?.name);
  return html`<div class=${`gallery${entry ? " gallery-picked" : ""}`}>
    <ul class="gallery-cards" aria-label="Data sets">
      ${datasets.map((each) => html`<li key=${each.name}><${Card} entry=${each} chosen=${each === entry} actions=${actions} /></li>`)}
    </ul>
    ${entry && drawn && html`<${Chosen} key=${entry.name} state=${state} actions=${actions} entry=${entry} drawn=${drawn} />`}
  </div>`;
}

/** @param {{ entry: DatasetEntry, chosen: boolean, actions: Actions }} props */
function Card({ entry, chosen, actions }) {
  const sample = useMemo(() => sampleOf(entry, entry.preview.x, entry.preview.y), [entry]);
  return html`<button class="gallery-card" aria-pressed=${chosen} onClick=${() => actions.data.draw(entry.name)}>
    <${SamplePicture} sample=${sample} label="" />
    <b>${entry.label}</b>
    <span>${kindText(entry)}</span>
  </button>`;
}

/** @param {DatasetEntry} entry */
function kindText({ task, columns, targets }) {
  const what = task === "regression" ? "a number" : `${targets.length} classes`;
  return `${columns.length} ${columns.length === 1 ? "column" : "columns"}, ${what}`;
}

/** @param {{ state: State, actions: Actions, entry: DatasetEntry, drawn: Drawn }} props */
function Chosen({ state, actions, entry, drawn }) {
  const { preparing, preview } = state.desk;
  const set = (/** @type {Partial<Drawn>} */ change) => actions.data.lay({ drawn: { ...drawn, ...change } });
  const body = { ...drawn, ...preparing };
  const found = previewOf(preview, body);
  const sample = useMemo(() => {
    if (!found) return sampleOf(entry, entry.preview.x, entry.preview.y);
    const y = found.train.y.map((row) =>
      found.task === "regression" ? row[0] : found.task === "classes" ? largestAt(row) : classOf(row, "binary"),
    );
    return sampleOf(entry, found.train.raw, y);
  }, [entry, found]);
  const own = new Set(drawn.features);
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => ref.current?.scrollIntoView({ block: "nearest" }), []);
  return html`<section class="gallery-chosen" ref=${ref} aria-label=${entry.label}>
    <figure>
      <${SamplePicture} sample=${sample} label=${`Rows of ${entry.label}`} large />
      ${sample.kind === "points" && html`<figcaption class="note">${sample.names[0]} across, ${sample.names[1]} upward</figcaption>`}
    </figure>
    <div class="gallery-words">
      <h3>${entry.label}</h3>
      <p class="note">${entry.summary}</p>
      <div class="fields">
        <${DrawnFields} entry=${entry} values=${drawn} onChange=${set} />
        <${PrepareChosen} state=${state} actions=${actions} />
      </div>
      ${
        entry.features.length > 1 &&
        entry.features.length <= 12 &&
        html`<fieldset class="data-features">
          <legend>What the network is fed</legend>
          ${entry.features.map(
            ({ name, label }) =>
              html`<${Tick}
                key=${name}
                label=${label}
                on=${own.has(name)}
                onChange=${(/** @type {boolean} */ on) =>
                  set({
                    features: entry.features
                      .map((each) => each.name)
                      .filter((each) => (each === name ? on : own.has(each))),
                  })}
              />`,
          )}
        </fieldset>`
      }
    </div>
    <${Outcome}
      state=${state}
      actions=${actions}
      body=${body}
      name=${entry.label}
      refusal=${drawn.features.length ? "" : "Choose something to feed the network."}
    />
  </section>`;
}
