/** What the page remembers from one visit to the next: whether the dock stands open, and what its charts show. */

/** @import { State } from "./types" */
/** @import { Store } from "./store.js" */
import { KINDS } from "./charts/history.js";

const KEY = "mlpscope-page";

/** Below this there is more to see than the dock. */
const ROOMY = "(min-width: 1181px) and (min-height: 820px)";

/** @param {Store} store */
export function rememberPage(store) {
  store.set({ dock: matchMedia(ROOMY).matches, ...read() });
  let written = store.get();
  store.subscribe((state) => {
    if (state.dock === written.dock && state.charts === written.charts) return;
    written = state;
    try {
      localStorage.setItem(KEY, JSON.stringify({ dock: state.dock, charts: state.charts }));
    } catch {
      // Storage may be switched off; the choice then lasts as long as the page.
    }
  });
}

/** @returns {Partial<Pick<State, "dock" | "charts">>} */
function read() {
  try {
    const { dock, charts } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const readable = charts?.length === 2 && charts.every((/** @type {any} */ chart) => chart?.kind in KINDS);
    return { ...(typeof dock === "boolean" && { dock }), ...(readable && { charts }) };
  } catch {
    return {};
  }
}
