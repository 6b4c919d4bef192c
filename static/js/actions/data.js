/** Choosing what a network learns from: data of the catalog, points that are drawn, a file. Nothing is used before it is asked for. */

/** @import { Brought, DataDesk, DataPreview, DataTab, Drawn, Preparing, Reading, SheetOrder } from "../types" */
/** @import { Core } from "./core.js" */
import { isProblem } from "../data/desk.js";
import { draftOf } from "../data/draft.js";
import { requestFor } from "../data/fit.js";
import { emptyOrder, LINES } from "../data/sheet.js";
import { problemAsAnswer, quietly } from "./core.js";

/** So many rows of each part are previewed. */
const ROWS = 500;
/** @type {Reading} */
const FIND_OUT = { separator: "auto", header: "auto", encoding: "auto" };

/** @param {Core} core */
export function dataActions({ store, api, current, replace, patch }) {
  const desk = () => store.get().desk;
  /** @param {Partial<DataDesk>} change */
  const lay = (change) => store.set({ desk: { ...desk(), ...change } });

  /** Has the server read it. @param {Omit<Brought, "found" | "columns">} brought */
  async function read({ file, name, reading }) {
    const brought = { file, name, reading, found: null, columns: [] };
    lay({ brought, trouble: null, reading: true });
    const answer = await problemAsAnswer(api.upload(file, name, reading));
    // Something else may have been brought meanwhile.
    if (desk().brought !== brought) return;
    if (isProblem(answer)) lay({ trouble: answer, reading: false });
    else lay({ brought: { ...brought, found: answer, columns: draftOf(answer) }, reading: false });
  }

  return {
    /** @param {DataTab} [tab] */
    open: (tab = desk().tab) => {
      store.set({ dialog: "data", problem: null });
      lay({ tab });
    },
    lay,
    /** A data set of the catalog, with its own settings until others are chosen. @param {string} name */
    draw(name) {
      const entry = store.get().catalog?.datasets.find((each) => each.name === name);
      if (!entry) return;
      const own = (/** @type {string} */ of) => entry.parameters.find((each) => each.name === of)?.default ?? 0;
      /** @type {Drawn} */
      const drawn = {
        name,
        samples: own("samples"),
        noise: own("noise"),
        seed: 0,
        features: entry.columns.map((column) => column.name),
      };
      lay({ drawn });
    },
    /** A file, or text that was pasted. @param {Blob} file @param {string} name */
    bring: (file, name) => read({ file, name, reading: FIND_OUT }),
    /** The same, read otherwise. @param {Partial<Reading>} change */
    async readAgain(change) {
      const { brought } = desk();
      if (brought) await read({ ...brought, reading: { ...brought.reading, ...change } });
    },
    putAway: () => lay({ brought: null, trouble: null, reading: false }),
    /** Asks what would be learned from. @param {Record<string, unknown>} body */
    async preview(body) {
      const of = JSON.stringify(body);
      if (desk().preview.of === of) return;
      lay({ preview: { of, answer: null } });
      const answer = await problemAsAnswer(api.previewData(body, ROWS));
      if (desk().preview.of === of) lay({ preview: { of, answer } });
    },
    /** @param {SheetOrder} order */
    sort: (order) => store.set({ sheet: { ...store.get().sheet, order } }),
    /** Asks what the network makes of the rows that the sheet shows, after a past step or now. @param {number | null} step */
    async judge(step) {
      const { id } = current();
      const { sheet } = store.get();
      // Another network may have other columns to sort by.
      const order = sheet.of === id || !/:/.test(sheet.order.sort) ? sheet.order : emptyOrder();
      const asked = { ...order, limit: LINES, ...(step === null ? {} : { step }) };
      const answer = await quietly(api.judged(id, asked));
      const now = store.get();
      if (answer && now.network?.id === id && now.sheet.order === sheet.order)
        store.set({ sheet: { order, of: id, answer } });
    },
    /** A network for the data in place of the one that is shown. @param {Record<string, unknown>} body @param {DataPreview} preview @param {string} name */
    async use(body, preview, name) {
      await replace(`data: ${name}`, () => requestFor(store.get().network, preview, body, name));
      if (!store.get().problem) store.set({ dialog: null, row: 0, selection: null });
    },
    /** What can change of the data without a new network. @param {string} label @param {Partial<Drawn & Preparing>} change */
    change(label, change) {
      return patch(label, () => ({ data: change }));
    },
  };
}
