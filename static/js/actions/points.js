/** Sending one row of the data through on its own. */

/** @import { Traced } from "../types" */
/** @import { Core } from "./core.js" */

/** @param {Core} core */
export function pointActions({ store, api, current, busy, show, putAside, backToNewest }) {
  return {
    /** @param {Traced["part"]} part @param {number} index */
    traceRow(part, index) {
      const rows = store.get().known.rows?.[part];
      if (!rows) return;
      const batch = { x: [rows.raw[index]], y: [rows.y[index]] };
      return busy(async () => {
        const through = await api.preview(current().id, batch);
        show(current(), through, false, {
          row: 0,
          traced: { part, index, ...batch },
          newest: putAside(),
        });
      });
    },
    leaveRow: () => backToNewest(),
  };
}
