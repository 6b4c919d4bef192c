/** Handing the network on: as a link that holds it, as a copy on the server, as a file; and taking one in. */

/** @import { Core } from "./core.js" */
import { LinkError, MOST_LENGTH, writeLink } from "../share/link.js";
import { refusalOf, sharedOf, stepOf } from "../share/shared.js";
import { ApiError } from "../api.js";

/** @param {Core} core */
export function shareActions({ store, api, current }) {
  return {
    /** What stands behind the # of a link to what is shown, or why there is none. @returns {Promise<{ hash: string, refusal: string }>} */
    async writeLink() {
      const state = store.get();
      const refusal = refusalOf(state);
      if (refusal) return { hash: "", refusal };
      try {
        const hash = await writeLink(sharedOf(state, await api.document(current().id, stepOf(state))));
        return hash.length > MOST_LENGTH ? { hash: "", refusal: tooLong(hash.length) } : { hash, refusal: "" };
      } catch (error) {
        if (error instanceof LinkError) return { hash: "", refusal: error.message };
        if (error instanceof ApiError) return { hash: "", refusal: error.problem.detail };
        throw error;
      }
    },
  };
}

/** @param {number} length */
const tooLong = (length) =>
  `With its rows the link would be ${length.toLocaleString("en")} characters long, and ${MOST_LENGTH.toLocaleString("en")} is as much as goes everywhere.`;
