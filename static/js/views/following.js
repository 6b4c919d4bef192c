/** What a follower's page says above all: who moves the picture, and how to look around on one's own. */

/** @import { Room, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { networkOf } from "../share/shown.js";

/** @param {{ state: State, actions: Actions }} props */
export function Following({ state, actions }) {
  const room = /** @type {Room} */ (state.room);
  const [title, text] = saidOf(room);
  const copies = room.state !== "ended" && room.shown && networkOf(room.shown) !== null && state.network;
  return html`<section class="read-only following" aria-label="Following">
    <p role="status"><b>${title}</b> ${text}</p>
    <div class="buttons">
      ${room.state === "on" && room.shown && html`<button class="button small" onClick=${actions.leaveLeader}>Leave</button>`}
      ${room.state === "left" && html`<button class="button small primary" onClick=${actions.followAgain}>Follow again</button>`}
      ${copies && html`<button class="button small" onClick=${actions.makeCopy}>Take a copy</button>`}
    </div>
  </section>`;
}

/** @param {Room} room @returns {[string, string]} */
function saidOf({ state, cut, waiting, shown }) {
  if (state === "ended") return ["The class is over.", "What was shown last stays here until you close the page."];
  if (cut) return ["The connection is lost.", "Trying again…"];
  if (state === "left")
    return ["On your own.", "Look around as you like: the class goes on, and nothing you do changes it."];
  if (waiting === "not_begun") return ["Waiting for the teacher.", "The teacher has not begun."];
  if (waiting === "left") return ["The teacher has left.", "This picture moves again once the teacher is back."];
  if (shown && networkOf(shown) === null)
    return ["Following the teacher.", "This page goes to what the teacher reads; the figure is your own."];
  return ["Following the teacher.", "This picture moves with the teacher’s; only the teacher changes it."];
}
