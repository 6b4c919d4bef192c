/** Links to what is shown: one that holds all of it, one to look at, one to change it. */

/** @import { NetworkSummary, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useEffect, useState } from "preact";
import { reasonOf } from "../../actions/share.js";
import { CopyButton, TakenLine, tried } from "./copy.js";

/** @typedef {{ snapshot: NetworkSummary | null, keep: (snapshot: NetworkSummary | null) => void }} Snapshot */

/** @param {{ state: State, actions: Actions } & Snapshot} props */
export function Links({ state, actions, snapshot, keep }) {
  return html`<section class="share-part" aria-label="A link that holds everything">
      <h3>A link that holds everything</h3>
      <${WholeLink} actions=${actions} />
    </section>
    <section class="share-part" aria-label="A link to look at">
      <h3>A link to look at</h3>
      <${LookLink} actions=${actions} snapshot=${snapshot} keep=${keep} />
    </section>
    ${!state.network?.read_only && html`<${ChangeLink} state=${state} actions=${actions} />`}`;
}

/** @param {{ actions: Actions }} props */
function WholeLink({ actions }) {
  const [link, setLink] = useState({ hash: "", refusal: "" });
  useEffect(() => {
    actions.writeLink().then(
      (hash) => setLink({ hash, refusal: "" }),
      (error) => setLink({ hash: "", refusal: reasonOf(error) }),
    );
  }, []);
  if (link.refusal) return html`<p class="note" role="status">${link.refusal} A link to look at holds any network.</p>`;
  if (!link.hash) return html`<p class="note">Packing the network…</p>`;
  const address = `${location.origin}/#${link.hash}`;
  return html`<${TakenLine} name="Link that holds everything" text=${address} label="Copy link" />
    <p class="note">
      ${`${address.length.toLocaleString("en")} characters: every weight, all settings, what it learns from, and this very picture. Nothing is kept here for it; whoever opens it gets a network of their own.`}
    </p>`;
}

/** @param {{ actions: Actions } & Snapshot} props */
function LookLink({ actions, snapshot, keep }) {
  const [said, say] = useState("");
  const attempt = tried(say);
  const make = () => attempt(async () => keep(await actions.takeSnapshot()), "");
  const withdraw = () =>
    attempt(async () => {
      if (snapshot) await actions.withdrawSnapshot(snapshot.id);
      keep(null);
    }, "Withdrawn: the link leads nowhere any more.");
  return html`${
      snapshot
        ? html`<${TakenLine}
              name="Link to look at"
              text=${addressOf(snapshot, actions)}
              label="Copy link to look at"
              asked
            >
              <button class="button quiet" onClick=${withdraw}>Withdraw it</button>
            <//>
            <p class="note">
              It shows the network as it is now and stays so, whatever you do to yours. Who opens it can look and make a
              copy, and change neither.
            </p>`
        : html`<div class="buttons"><button class="button" onClick=${make}>Make a read-only link</button></div>
            <p class="note">A snapshot on this server, of any size, that nobody can change.</p>`
    }
    <p class="note" role="status">${said}</p>`;
}

/** @param {{ state: State, actions: Actions }} props */
function ChangeLink({ state, actions }) {
  const address = `${location.origin}${state.network?.url}#${actions.place()}`;
  return html`<section class="share-part" aria-label="A link to work together">
    <h3>A link to work together</h3>
    <div class="buttons"><${CopyButton} text=${address} label="Copy link to change it" /></div>
    <p class="note">The address of this page. Whoever has it trains and changes this very network.</p>
  </section>`;
}

/** A snapshot at the place that is shown. @param {NetworkSummary} snapshot @param {Actions} actions */
export const addressOf = ({ url }, actions) => `${location.origin}${url}#${actions.place()}`;
