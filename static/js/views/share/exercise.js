/** The way to an exercise of one's own, made of what is on screen. */

/** @import { Actions } from "../../actions.js" */
import { html, useState } from "preact";
import { tried } from "./copy.js";

/** @param {{ actions: Actions }} props */
export function MakeExercise({ actions }) {
  const [said, say] = useState("");
  const make = () => tried(say)(async () => location.assign(await actions.exercisePage()), "Opening…");
  return html`<p>
      Ask your class something about this very network: its data, its weights and the place that is shown go into a
      link, with your own words and questions.
    </p>
    <div class="buttons"><button class="button primary" onClick=${make}>Make an exercise</button></div>
    <p class="note">Nothing is kept on this server: the exercise is in its link.</p>
    <p class="note" role="status">${said}</p>`;
}
