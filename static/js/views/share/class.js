/** Leading a class: a link for all who are to see what this page shows, and how many do. */

/** @import { Room, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { followersText, follows, leads } from "../../share/shown.js";
import { Dialog } from "../dialog.js";
import { Icon } from "../icons.js";
import { TakenLine } from "./copy.js";

/** How many follow, and the way to the link. @param {{ state: State, actions: Actions }} props */
export function ClassButton({ state, actions }) {
  return html`<button
    class="button quiet class-open"
    title="A class follows you: its link, and the way to stop"
    onClick=${() => actions.set({ dialog: "class" })}
  >
    <${Icon} name="class" /><span>${followersText(state.room?.followers ?? 0)}</span>
  </button>`;
}

/** @param {{ state: State, actions: Actions }} props */
export function ClassDialog({ state, actions }) {
  return html`<${Dialog} name="class" title="Follow me" actions=${actions}>
    <div class="share-page"><${FollowMe} state=${state} actions=${actions} /></div>
  <//>`;
}

/** @param {{ state: State, actions: Actions }} props */
export function FollowMe({ state, actions }) {
  if (follows(state.room)) return html`<p class="note">This page follows a class itself, and cannot lead one.</p>`;
  if (leads(state.room)) return html`<${Leading} room=${state.room} actions=${actions} />`;
  return html`<p>
      Your class sees what you see: the network, the step, the beat and what you pick out, as you go along, and while it
      trains.
    </p>
    <div class="buttons"><button class="button primary" onClick=${actions.lead}>Begin</button></div>
    <p class="note">Whoever opens the link looks on. They change nothing here, and may take a copy of their own.</p>`;
}

/** @param {{ room: Room, actions: Actions }} props */
function Leading({ room, actions }) {
  return html`<${TakenLine}
      name="Link for the class"
      text=${`${location.origin}${room.url}`}
      label="Copy link for the class"
      asked
    >
      <button class="button quiet" onClick=${actions.endRoom}>Stop</button>
    <//>
    <p role="status" aria-label="Followers">
      <b>${followersText(room.followers)}.</b> ${room.cut && "The connection is lost; trying again…"}
    </p>
    <p class="note">
      Close this and go on as ever. It lasts until you stop it, close this window, or show nothing for long.
    </p>`;
}
