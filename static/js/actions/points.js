/** Picking a row of the data on its plane: one of the batch is chosen there, any other is sent through on its own. */

/** @import { Traced } from "../types" */
/** @import { Core } from "./core.js" */

/** @param {Core} core */
export function pointActions({ store, api, current, busy, show, putAside, backToNewest }) {
  /** `row`: what it holds, where the page may not know it: of many rows it knows the first. @param {Traced["part"]} part @param {number} index @param {Pick<Traced, "x" | "y">} [row] */
  function traceRow(part, index, row) {
    const rows = store.get().known.rows?.[part];
    const batch = row ?? (rows && { x: [rows.raw[index]], y: [rows.y[index]] });
    if (!batch) return;
    return busy(() => sendThrough({ part, index, ...batch }));
  }

  /** @param {Traced} traced */
  async function sendThrough(traced) {
    const through = await api.preview(current().id, { x: traced.x, y: traced.y });
    show(current(), through, false, { row: 0, traced, newest: putAside() });
  }

  /** A row that the page may not know, or none any more. @param {Pick<Traced, "part" | "index"> | null} wanted */
  async function traceAlone(wanted) {
    const { traced } = store.get();
    if (traced?.part === wanted?.part && traced?.index === wanted?.index) return;
    if (!wanted) return backToNewest();
    const { part, index } = wanted;
    const order = { sort: "row", descending: false, part, offset: index, limit: 1 };
    const { rows } = await api.judged(current().id, order);
    const row = rows.find((each) => each.index === index);
    if (row) await sendThrough({ part, index, x: [row.raw], y: [row.y] });
  }

  return {
    traceRow,
    traceAlone,
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
