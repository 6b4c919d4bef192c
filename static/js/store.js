/** The one state of the page, and who wants to hear of changes. */

/** @import { Knowledge, State } from "./types" */

import { emptyDesk } from "./data/desk.js";
import { emptyOrder } from "./data/sheet.js";
import { settingsOf } from "./settings.js";

/** @template T @typedef {{ get: () => T, set: (patch: Partial<T>) => void, subscribe: (listener: (state: T) => void) => void }} StoreOf */
/** @typedef {StoreOf<State>} Store */

/** @template T @param {T} initial @returns {StoreOf<T>} */
export function createStore(initial) {
  let state = initial;
  /** @type {((state: T) => void)[]} */
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/** @returns {State} */
export function initialState() {
  return {
    status: "loading",
    busy: false,
    coming: "",
    catalog: null,
    compare: null,
    network: null,
    trace: null,
    taken: false,
    row: 0,
    cursor: { beat: 0, part: null, time: 1 },
    grain: "layer",
    playing: false,
    selection: null,
    pointed: null,
    zoom: null,
    unfolded: {},
    ...unexplained(),
    predicting: { mode: null, fading: 0, tally: { right: 0, answered: 0 }, open: null },
    view: "graph",
    phase: "still",
    speed: null,
    until: "paused",
    notice: "",
    known: unknown(),
    traced: null,
    looked: null,
    newest: null,
    marked: [],
    dock: true,
    charts: [
      { kind: "loss", log: false },
      { kind: "grad_norms", log: true },
    ],
    hints: { all: false, away: [] },
    dialog: null,
    desk: emptyDesk(),
    sheet: { order: emptyOrder(), of: "", answer: null },
    runs: [],
    grid: null,
    embed: null,
    room: null,
    settings: settingsOf(),
    letterKeys: true,
    problem: null,
    editing: null,
    undo: null,
    redo: null,
    size: { width: 0, height: 0 },
  };
}

/** What has been asked about the numbers of a trace: nothing yet. @returns {Pick<State, "explanations" | "checks" | "paths" | "jacobians">} */
export function unexplained() {
  return { explanations: {}, checks: {}, paths: {}, jacobians: {} };
}

/** What is known of a network that has just been opened. @returns {Knowledge} */
export function unknown() {
  return { of: "", history: null, diagnosis: null, experiments: {}, rows: null, extent: null, sight: null };
}
