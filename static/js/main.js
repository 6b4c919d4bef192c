/** Where the page begins: store, clock, actions, keys, and one render for every change of state. */
import { h, render } from "preact";
import { createActions } from "./actions.js";
import { api } from "./api.js";
import { createFeed } from "./feed.js";
import { keepOneTabStop, listenToKeys } from "./keyboard.js";
import { openSocket } from "./live.js";
import { parsePlace, writePlace } from "./place.js";
import { panelsOf } from "./share/embed.js";
import { holdsNetwork } from "./share/link.js";
import { createPlayer } from "./player.js";
import { rememberPage } from "./remember.js";
import { createStore, initialState } from "./store.js";
import { SLOWNESS } from "./settings.js";
import { App } from "./views/app.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const store = createStore(initialState());
const player = createPlayer(store, {
  reducedMotion: () => {
    const { motion } = store.get().settings;
    return motion === "system" ? matchMedia("(prefers-reduced-motion: reduce)").matches : motion === "off";
  },
  slowness: () => SLOWNESS[store.get().settings.tempo],
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (id) => cancelAnimationFrame(id),
  setTimer: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clearTimer: (id) => clearTimeout(id),
});
const feed = createFeed();
const world = {
  open: openSocket,
  now: () => performance.now(),
  requestFrame: (/** @type {() => void} */ callback) => requestAnimationFrame(callback),
  cancelFrame: (/** @type {number} */ id) => cancelAnimationFrame(id),
  wait: (/** @type {() => void} */ callback, /** @type {number} */ milliseconds) =>
    window.setTimeout(callback, milliseconds),
};
const actions = createActions(store, api, player, feed, world, (path) => {
  if (location.pathname !== path) history.replaceState(null, "", path + location.search + location.hash);
  document.title = `${store.get().network?.name ?? "mlpscope"} · mlpscope`;
});

let waiting = false;
store.subscribe(() => {
  if (waiting) return;
  waiting = true;
  queueMicrotask(draw);
});

/** Several changes of state within one task make one picture. */
function draw() {
  waiting = false;
  const state = store.get();
  render(h(App, { state, actions, feed }), root);
  keepOneTabStop(root);
  if (state.status === "ready" && state.cursor.time === 1) showPlace();
}

document.addEventListener("focusin", () => keepOneTabStop(root));
listenToKeys(store, actions);

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
