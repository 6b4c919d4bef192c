/** Where an exercise begins, which its link carries: made, or set by the server and then done like a lesson. */
import { h, render } from "preact";
import { api, ApiError } from "./api.js";
import { holdsExercise, readExercise } from "./share/exercise.js";
import { Editor } from "./lessons/exercise/editor.js";
import { LinkError } from "./share/packed.js";

const place = /** @type {HTMLElement} */ (document.getElementById("exercise"));

/** @param {string} text */
function say(text) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.textContent = text;
  place.replaceChildren(line);
}

async function begin() {
  if (!holdsExercise(location.hash))
    return say("There is no exercise in this address. One is made in the playground, under Share.");
  const draft = await readExercise(location.hash);
  if (new URLSearchParams(location.search).has("make")) {
    place.classList.add("exercise-page");
    place.replaceChildren();
    return render(h(Editor, { first: draft, keep: keepInAddress, ask }), place);
  }
  const { html } = await api.setExercise(draft);
  const set = document.createElement("template");
  set.innerHTML = html;
  place.replaceWith(set.content);
  document.title = `${draft.title} · mlpscope`;
  await import("./lesson.js");
}

/** @param {import("./types/exercise").Draft} draft */
const ask = (draft) =>
  api.setExercise(draft).catch((error) => {
    if (error instanceof ApiError) return { problem: error.problem };
    throw error;
  });

/** Loaded again, the page goes on where one was. @param {string} hash */
function keepInAddress(hash) {
  history.replaceState(null, "", `${location.pathname}${location.search}#${hash}`);
}

addEventListener("hashchange", () => location.reload());
begin().catch((error) => {
  if (!(error instanceof LinkError || error instanceof ApiError)) throw error;
  say(error.message);
});
