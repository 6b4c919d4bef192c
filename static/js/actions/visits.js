/**
 * Which network was shown before which. What was done to a network its server keeps, and numbers from 1; what the page
 * itself has to know is when one network took the place of another.
 */

/** @import { NetworkSummary } from "../types" */

/** `left` is the last change of the network that was left, `found` that of the one that was come to. */
/** @typedef {{ label: string, from: string, left: number, to: string, found: number }} Visit */

/** The number of the last change that was done to a network and not undone. @param {NetworkSummary} network */
const changesOf = ({ undo }) => undo?.number ?? 0;

export function createVisits() {
  /** @type {Visit[]} */
  const past = [];
  /** @type {Visit[]} */
  const future = [];
  /** What changes are called here, by network and number. @type {Map<string, string>} */
  const names = new Map();

  /** The visit that a way leads over, null where it leads over a change of the network. @param {"undo" | "redo"} way @param {NetworkSummary} network */
  function visitOn(way, network) {
    if (way === "undo") {
      const last = past.at(-1);
      return last?.to === network.id && (!network.undo || changesOf(network) <= last.found) ? last : null;
    }
    const next = future.at(-1);
    return next?.from === network.id && (!network.redo || changesOf(network) >= next.left) ? next : null;
  }

  return {
    visitOn,
    /** @param {string} label @param {NetworkSummary} from @param {NetworkSummary} to */
    went(label, from, to) {
      past.push({ label, from: from.id, left: changesOf(from), to: to.id, found: changesOf(to) });
      future.length = 0;
    },
    /** Lays a visit from one pile on the other. @param {"undo" | "redo"} way */
    turn(way) {
      const [from, to] = way === "undo" ? [past, future] : [future, past];
      const visit = from.pop();
      if (visit) to.push(visit);
    },
    /** A change was made, which is called so; there is nothing to do again. @param {string} label @param {NetworkSummary} network */
    changed(label, network) {
      future.length = 0;
      if (network.undo) names.set(`${network.id}:${network.undo.number}`, label);
    },
    /** What a way would undo or do again, null if it leads nowhere. @param {"undo" | "redo"} way @param {NetworkSummary} network */
    label(way, network) {
      const visit = visitOn(way, network);
      if (visit) return visit.label;
      const change = network[way];
      return change && (names.get(`${network.id}:${change.number}`) ?? change.label);
    },
  };
}
