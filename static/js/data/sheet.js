/** The sheet of all rows: its columns, how it is sorted, and its pages. Pure. */

/** @import { JudgedRow, JudgedRows, SheetOrder } from "../types" */

/** Rows on a page. */
export const LINES = 50;

/** @typedef {{ sort: string, label: string, word?: boolean, cell: (row: JudgedRow) => string | number | null }} Head */

/** @type {Record<JudgedRow["part"], string>} */
const PARTS = { train: "training", validation: "kept aside" };

/** @returns {SheetOrder} */
export const emptyOrder = () => ({ sort: "row", descending: false, part: "all", offset: 0 });

/** What the network makes of a row comes first, since there may be many columns. @param {JudgedRows} answer @returns {Head[]} */
export function headsOf({ columns, outputs, classes }) {
  const named = classes
    ? [
        { sort: "target", label: "target", word: true, cell: (/** @type {JudgedRow} */ row) => row.target },
        { sort: "answer", label: "answer", word: true, cell: (/** @type {JudgedRow} */ row) => row.answer },
      ]
    : [];
  return [
    { sort: "row", label: "row", cell: ({ row }) => row + 1 },
    { sort: "part", label: "part", word: true, cell: ({ part, index }) => `${PARTS[part]} ${index + 1}` },
    { sort: "loss", label: "loss", cell: ({ loss }) => loss },
    ...named,
    ...(classes ? [] : targetsOf(outputs)),
    ...outputs.map((name, j) => ({
      sort: `output:${name}`,
      label: `ŷ ${name}`,
      cell: (/** @type {JudgedRow} */ { a }) => a[j],
    })),
    ...columns.map((name, j) => ({
      sort: `column:${name}`,
      label: name,
      cell: (/** @type {JudgedRow} */ { raw }) => raw[j],
    })),
  ];
}

/** The numbers that are right; only the first one can be sorted by. @param {string[]} outputs @returns {Head[]} */
function targetsOf(outputs) {
  return outputs.slice(0, 1).map((name) => ({ sort: "target", label: name, cell: ({ y }) => y[0] }));
}

/** Sorted by that column; the other way round if it is so already. What tells bad from good begins with the bad. @param {SheetOrder} order @param {string} sort @returns {SheetOrder} */
export function sortedBy(order, sort) {
  const descending = order.sort === sort ? !order.descending : sort === "loss";
  return { ...order, sort, descending, offset: 0 };
}

/** Counted from 1, and where the pages before and after begin; null where there is none. @param {Pick<JudgedRows, "offset" | "total" | "rows">} answer */
export function pagesOf({ offset, total, rows }) {
  const next = offset + LINES;
  return {
    first: offset + 1,
    last: offset + rows.length,
    before: offset > 0 ? Math.max(0, offset - LINES) : null,
    after: next < total ? next : null,
    end: Math.floor(Math.max(0, total - 1) / LINES) * LINES,
  };
}
