/** Where the playground begins: what it stands on, its keys, and one render for every change of state. */
import { h, render } from "preact";
import { keepOneTabStop, listenToKeys } from "./keyboard.js";
import { parsePlace, writePlace } from "./place.js";
import { onceATask } from "./once.js";
import { createPlayground } from "./playground.js";
import { rememberedRoom, rememberPage, rememberRoom } from "./remember.js";
import { panelsOf } from "./share/embed.js";
import { holdsNetwork } from "./share/link.js";
import { follows } from "./share/shown.js";
import { App } from "./views/app.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const { store, feed, actions } = createPlayground((path, name) => {
  // Loaded again, the page of a follower is to follow again.
  if (location.pathname !== path && !follows(store.get().room))
    history.replaceState(null, "", path + location.search + location.hash);
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
const led = rememberedRoom();
rememberRoom(store);
store.set({ embed: panelsOf(location.search) });
root.classList.toggle("embedded", store.get().embed !== null);
if (led && !root.dataset.room) actions.leadAgain(led);
if (root.dataset.room) actions.followRoom(root.dataset.room);
else if (holdsNetwork(location.hash)) actions.openLink(location.hash);
else actions.open(root.dataset.network || null, parsePlace(location.hash));

/** The address names what is shown, so that a link leads back to this very picture. */
function showPlace() {
  const hash = `#${writePlace(store.get())}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}
