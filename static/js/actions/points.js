/** Picking a row of the data on its plane: one of the batch is chosen there, any other is sent through on its own. */

/** @import { Traced } from "../types" */
/** @import { Core } from "./core.js" */

/** @param {Core} core */
export function pointActions({ store, api, current, busy, show, putAside, backToNewest }) {
  /** @param {Traced["part"]} part @param {number} index */
  function traceRow(part, index) {
    const rows = store.get().known.rows?.[part];
    if (!rows) return;
    return busy(() => sendThrough({ part, index, x: [rows.raw[index]], y: [rows.y[index]] }));
  }

  /** @param {Traced} traced */
  async function sendThrough(traced) {
    const through = await api.preview(current().id, { x: traced.x, y: traced.y });
    show(current(), through, false, { row: 0, traced, newest: putAside() });
  }

  return {
    traceRow,
    sendThrough,
    /** @param {Traced["part"]} part @param {number} index */
    pickRow(part, index) {
      const { traced, newest, trace } = store.get();
      const batch = (traced ? newest?.trace : trace)?.batch ?? [];
      const row = part === "train" ? batch.indexOf(index) : -1;
      if (row === -1) {
        traceRow(part, index);
        return;
      }
      if (traced) backToNewest();
      store.set({ row });
    },
    leaveRow: () => backToNewest(),
  };
}
