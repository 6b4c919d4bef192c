/** A file, or rows that are pasted: read by the server, shown as it was understood, and corrected before it is used. */

/** @import { Brought, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useRef, useState } from "preact";
import { bodyOfDraft, refusalOfDraft } from "../../data/draft.js";
import { chosen } from "../build/parts.js";
import { Columns, FirstRows } from "./columns.js";
import { Outcome } from "./outcome.js";
import { PrepareChosen } from "./prepare.js";

/** @param {{ state: State, actions: Actions }} props */
export function File({ state, actions }) {
  const { brought, trouble, reading } = state.desk;
  if (!brought) return html`<${Bring} actions=${actions} />`;
  return html`<div class="brought">
    <div class="brought-head">
      <p>
        <b>${brought.name}</b>
        ${brought.found && html` · ${brought.found.rows.toLocaleString("en")} rows, ${brought.found.columns.length} columns`}
      </p>
      <button class="button small" onClick=${actions.data.putAway}>Bring other data</button>
    </div>
    <${HowToRead} brought=${brought} actions=${actions} />
    <div role="status">
      ${reading && html`<p class="note">The file is being read…</p>`}
      ${trouble && html`<p class="data-trouble"><b>This cannot be read as it is.</b> ${trouble.detail}</p>`}
    </div>
    ${brought.found && html`<${Found} state=${state} actions=${actions} brought=${brought} found=${brought.found} />`}
  </div>`;
}

/** @param {{ actions: Actions }} props */
function Bring({ actions }) {
  const text = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [over, setOver] = useState(false);
  const read = () => {
    const pasted = text.current?.value ?? "";
    if (pasted.trim()) actions.data.bring(new Blob([pasted], { type: "text/csv" }), "Pasted rows");
    else text.current?.focus();
  };
  const take = (/** @type {FileList | null | undefined} */ files) => {
    if (files?.[0]) actions.data.bring(files[0], files[0].name);
  };
  return html`<div class="bring">
    <p class="lead">
      A table whose first line names the columns: separated by commas, semicolons, tabs or bars. You see how it was
      understood before anything is used.
    </p>
    <label
      class=${`drop${over ? " drop-over" : ""}`}
      onDragOver=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <span><b>Choose a file</b>, or drop one here</span>
      <input
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        onChange=${(/** @type {Event} */ event) => take(/** @type {HTMLInputElement} */ (event.currentTarget).files)}
      />
    </label>
    <label class="paste">
      <span class="field-label">Or paste rows</span>
      <textarea
        ref=${text}
        rows="9"
        spellcheck=${false}
        placeholder=${"height,weight,kind\n1.72,64,ham\n1.80,81,spam"}
      ></textarea>
    </label>
    <div class="buttons"><button class="button primary" onClick=${read}>Read the rows</button></div>
  </div>`;
}

/** What was found out of the file's form, each to be said otherwise. @param {{ brought: Brought, actions: Actions }} props */
function HowToRead({ brought, actions }) {
  const { reading, found } = brought;
  const separators = { auto: "found out", comma: "comma", semicolon: "semicolon", tab: "tab", bar: "bar |" };
  const seen = found?.read;
  const field = (
    /** @type {string} */ label,
    /** @type {keyof typeof reading} */ name,
    /** @type {Record<string, string>} */ choices,
    /** @type {string | null | undefined} */ now,
  ) =>
    html`<label class="reading"
      ><span class="field-label">${label}</span>
      <select
        value=${reading[name]}
        onChange=${(/** @type {Event} */ event) => actions.data.readAgain({ [name]: chosen(event) })}
      >
        ${Object.entries(choices).map(([value, text]) => html`<option value=${value}>${value === "auto" && now ? `${now} (found out)` : text}</option>`)}
      </select></label
    >`;
  return html`<div class="readings" role="group" aria-label="How the file is read">
    ${field("Separated by", "separator", separators, seen?.separator)}
    ${field("First line", "header", { auto: "found out", yes: "names the columns", no: "is a row" }, seen && (seen.header ? "names the columns" : "is a row"))}
    ${field("Letters", "encoding", { auto: "UTF-8 or UTF-16", "latin-1": "Latin-1 (Windows)" }, seen && (seen.encoding === "latin-1" ? "Latin-1" : seen.encoding.toUpperCase()))}
  </div>`;
}

/** @param {{ state: State, actions: Actions, brought: Brought, found: NonNullable<Brought["found"]> }} props */
function Found({ state, actions, brought, found }) {
  const { preparing } = state.desk;
  const { columns, name } = brought;
  return html`<${Columns}
      found=${found}
      columns=${columns}
      onChange=${(/** @type {Brought["columns"]} */ changed) => actions.data.lay({ brought: { ...brought, columns: changed } })}
    />
    <${FirstRows} found=${found} columns=${columns} />
    <div class="brought-foot">
      <div class="fields">
        <${PrepareChosen} state=${state} actions=${actions} />
      </div>
      <${Outcome}
        state=${state}
        actions=${actions}
        body=${bodyOfDraft(found, columns, preparing)}
        name=${name.replace(/\.[a-z]{1,4}$/i, "")}
        refusal=${refusalOfDraft(columns)}
      />
    </div>`;
}
