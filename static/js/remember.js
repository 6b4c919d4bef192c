/** What the page remembers from one visit to the next: the settings, the runs that were kept, whether the dock stands open, and what its charts show. */

/** @import { Room, State } from "./types" */
/** @import { Store } from "./store.js" */
import { KINDS } from "./charts/history.js";
import { runsOf } from "./runs/runs.js";
import { settingsOf } from "./settings.js";

/** theme-early.js reads it, too. */
const KEY = "mlpscope-page";
const ROOM = "mlpscope-room";

/** Below this there is more to see than the dock. */
const ROOMY = "(min-width: 1181px) and (min-height: 820px)";

/** @typedef {Pick<State, "dock" | "charts" | "settings" | "letterKeys" | "runs">} Kept */

/** @param {State} state @returns {Kept} */
const keptOf = ({ dock, charts, settings, letterKeys, runs }) => ({ dock, charts, settings, letterKeys, runs });

/** @param {Store} store */
export function rememberPage(store) {
  store.set({ dock: matchMedia(ROOMY).matches, ...read() });
  let written = keptOf(store.get());
  store.subscribe((state) => {
    const kept = keptOf(state);
    if (/** @type {(keyof Kept)[]} */ (Object.keys(kept)).every((name) => kept[name] === written[name])) return;
    if (kept.settings !== written.settings)
      document.dispatchEvent(new CustomEvent("settings", { detail: kept.settings }));
    written = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Storage may be switched off; the choice then lasts as long as the page.
    }
  });
}

/** A class that this page leads, until its window is closed. @param {Store} store */
export function rememberRoom(store) {
  let written = store.get().room?.key ?? null;
  store.subscribe(({ room }) => {
    if ((room?.key ?? null) === written) return;
    written = room?.key ?? null;
    try {
      if (room && written) sessionStorage.setItem(ROOM, JSON.stringify({ id: room.id, url: room.url, key: written }));
      else sessionStorage.removeItem(ROOM);
    } catch {
      // As above.
    }
  });
}

/** @returns {Pick<Room, "id" | "url" | "key"> | null} */
export function rememberedRoom() {
  try {
    const { id, url, key } = JSON.parse(sessionStorage.getItem(ROOM) ?? "{}");
    return [id, url, key].every((each) => typeof each === "string") ? { id, url, key } : null;
  } catch {
    return null;
  }
}

/** @returns {Partial<Kept>} */
function read() {
  try {
    const { dock, charts, settings, letterKeys, runs } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const readable = charts?.length === 2 && charts.every((/** @type {any} */ chart) => chart?.kind in KINDS);
    return {
      ...(typeof dock === "boolean" && { dock }),
      ...(readable && { charts }),
      ...(typeof letterKeys === "boolean" && { letterKeys }),
      settings: settingsOf(settings),
      runs: runsOf(runs),
    };
  } catch {
    return {};
  }
}
