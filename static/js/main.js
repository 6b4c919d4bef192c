/** Where the playground begins: what it stands on, its keys, and one render for every change of state. */
import { h, render } from "preact";
import { keepOneTabStop, listenToKeys } from "./keyboard.js";
import { parsePlace, writePlace } from "./place.js";
import { createPlayground, onceATask } from "./playground.js";
import { rememberPage } from "./remember.js";
import { panelsOf } from "./share/embed.js";
import { holdsNetwork } from "./share/link.js";
import { App } from "./views/app.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const { store, feed, actions } = createPlayground((path, name) => {
  if (location.pathname !== path) history.replaceState(null, "", path + location.search + location.hash);
  document.title = `${name} · mlpscope`;
});

store.subscribe(onceATask(draw));

function draw() {
  const state = store.get();
  render(h(App, { state, actions, feed }), root);
  keepOneTabStop(root);
  if (state.status === "ready" && state.cursor.time === 1) showPlace();
}

document.addEventListener("focusin", () => keepOneTabStop(root));
listenToKeys(document, store, actions);

root.replaceChildren();
rememberPage(store);
store.set({ embed: panelsOf(location.search) });
root.classList.toggle("embedded", store.get().embed !== null);
if (holdsNetwork(location.hash)) actions.openLink(location.hash);
else actions.open(root.dataset.network || null, parsePlace(location.hash));

/** The address names what is shown, so that a link leads back to this very picture. */
function showPlace() {
  const hash = `#${writePlace(store.get())}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}
