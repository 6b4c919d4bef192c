/** Handing the network on: as a link that holds it, as a copy on the server, as a file; and taking one in. */

/** @import { NetworkSummary } from "../types" */
/** @import { Core } from "./core.js" */
import { ApiError } from "../api.js";
import { parsePlace, writePlace } from "../place.js";
import { beforeOf, curlOf, programOf } from "../share/code.js";
import { newDraft, writeExercise } from "../share/exercise.js";
import { selectionId } from "../names.js";
import { writeLink } from "../share/link.js";
import { LinkError, MOST_LENGTH } from "../share/packed.js";
import { refusalOf, sharedOf, stepOf } from "../share/shared.js";
import { shownBody } from "../requests.js";

/** @param {Core} core @param {{ goTo: (place: import("../place.js").Place) => void }} open */
export function shareActions({ store, api, current, exchange }, { goTo }) {
  return {
    /** What stands behind the # of a link to what is shown. Throws where there is none. */
    async writeLink() {
      const state = store.get();
      const refusal = refusalOf(state);
      if (refusal) throw new LinkError(refusal);
      const hash = await writeLink(sharedOf(state, await api.document(current().id, stepOf(state))));
      if (hash.length > MOST_LENGTH) throw new LinkError(tooLong(hash.length));
      return hash;
    },
    place: () => writePlace(store.get()),
    /** The page on which an exercise is made of what is shown. Throws where no link would hold it. */
    async exercisePage() {
      const state = store.get();
      const { network } = sharedOf(state, await api.document(current().id, null));
      const { beat, selection, view, row } = parsePlace(writePlace(state));
      const select = selection && selectionId(selection);
      const hash = await writeExercise(newDraft(network, { beat, select, view, row: row ?? null }));
      if (hash.length > MOST_LENGTH) throw new LinkError(tooLong(hash.length));
      return `/lessons/exercise?make#${hash}`;
    },
    /** A picture of the network at the step that is shown, on the server, that nobody can change. @returns {Promise<NetworkSummary>} */
    takeSnapshot: () => api.copy(current().id, { step: stepOf(store.get()), read_only: true }),
    /** @param {string} copy */
    withdrawSnapshot: (copy) => api.removeCopy(current().id, copy),
    /** A copy that can be changed, at the place that is shown. */
    async makeCopy() {
      const place = writePlace(store.get());
      await exchange("copy", () => api.copy(current().id, { step: stepOf(store.get()), read_only: false }));
      goTo(parsePlace(place));
    },
    /** @param {string} format */
    exportPath: (format) => api.exportPath(current().id, format),
    /** @param {File} file @param {Record<string, string>} [said] what the file may not say */
    async importFile(file, said = {}) {
      /** @type {string[]} */
      let notes = [];
      await exchange(`import of ${file.name}`, async () => {
        const made = await api.import(file, said);
        notes = made.notes;
        return made;
      });
      if (!store.get().problem) store.set({ notice: [`Opened ${file.name}.`, ...notes].join(" ") });
    },
    /** The network on screen and its step, to be written down as code. @param {string} origin */
    async program(origin) {
      const state = store.get();
      return programOf(state, origin, await api.document(current().id, beforeOf(state)));
    },
    /** What is asked of the server about the picture, as a line for a shell. @param {string} origin @param {string} path within the network @param {object} body */
    curl: (origin, path, body) =>
      curlOf(origin, { path: `/networks/${current().id}/${path}`, body: { ...body, ...shownBody(store.get()) } }),
  };
}

/** Why something could not be done, as a sentence. @param {unknown} error */
export function reasonOf(error) {
  if (error instanceof ApiError) return error.problem.detail;
  return error instanceof Error ? error.message : String(error);
}

/** @param {number} length */
const tooLong = (length) =>
  `With its rows the link would be ${length.toLocaleString("en")} characters long; ${MOST_LENGTH.toLocaleString("en")} is as much as goes everywhere.`;
