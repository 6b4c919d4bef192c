/** Keeping runs: copies of networks as they were, with their curves; and a grid of settings, trained side by side. */

/** @import { Run } from "../types" */
/** @import { Core } from "./core.js" */
/** @import { Cell } from "../runs/grid.js" */
import { freeName, runOf } from "../runs/runs.js";
import { problemAsAnswer } from "./core.js";

/** A grid is trained in so many rounds, so that all curves grow together. */
const ROUNDS = 12;
/** What is asked of a network's history. */
const POINTS = 400;

/** @param {Core} core @param {{ now: () => number }} clock */
export function runsActions({ store, api, current, busy, exchange }, clock) {
  /** @param {(runs: Run[]) => Run[]} change */
  const put = (change) => store.set({ runs: change(store.get().runs) });

  return {
    /** Keeps the network as it is now under a name of its own; training goes on without it. */
    keepRun() {
      return busy(async () => {
        const network = current();
        const history = await api.history(network.id, POINTS);
        const copy = await api.copy(network.id, { step: null, read_only: false });
        const name = freeName(store.get().runs, network.name);
        // The copy begins where it is; what it came from is the curve of the one on screen.
        put((runs) => [...runs, { ...runOf(network, history, { name, group: null, now: clock.now() }), id: copy.id }]);
      });
    },
    /** @param {string} id @param {string} name */
    renameRun: (id, name) => put((runs) => runs.map((run) => (run.id === id ? { ...run, name } : run))),
    /** @param {string} id */
    removeRun(id) {
      problemAsAnswer(api.remove(id));
      put((runs) => runs.filter((run) => run.id !== id));
    },
    /** Opens a copy of a run, so that the run stays as it was kept. @param {string} id */
    openRun(id) {
      const run = store.get().runs.find((each) => each.id === id);
      if (!run) return;
      return exchange(`opening ${run.name}`, () => api.copy(id, { step: null, read_only: false }));
    },
    /** Makes a network for each cell and trains all of them, a share of the epochs at a time. @param {Cell[]} cells @param {number} epochs @param {string} group */
    async runGrid(cells, epochs, group) {
      const of = cells.length;
      store.set({ grid: { group, done: 0, of: of * epochs, stopped: false }, problem: null });
      await busy(async () => {
        try {
          /** @type {{ id: string, label: string, over: boolean }[]} */
          const made = [];
          for (const { label, request } of cells) {
            const { id } = await api.create({ ...request, name: `${request.name ?? group}, ${label}`.slice(0, 100) });
            made.push({ id, label, over: false });
          }
          for (let round = 0; round < ROUNDS && !store.get().grid?.stopped; round++) {
            const share = Math.floor((epochs * (round + 1)) / ROUNDS) - Math.floor((epochs * round) / ROUNDS);
            for (const each of made) {
              if (store.get().grid?.stopped) break;
              if (share && !each.over) await advance(each, share);
              const { grid } = store.get();
              if (grid) store.set({ grid: { ...grid, done: grid.done + share } });
            }
          }
        } finally {
          store.set({ grid: null });
        }
      });

      /** @param {{ id: string, label: string, over: boolean }} each @param {number} share */
      async function advance(each, share) {
        const { stopped, ...network } = await api.train(each.id, { epochs: share });
        each.over = stopped !== "epochs" && stopped !== "steps";
        const run = runOf(network, await api.history(each.id, POINTS), { name: each.label, group, now: clock.now() });
        put((runs) => [...runs.filter(({ id }) => id !== run.id), run]);
      }
    },
    stopGrid() {
      const { grid } = store.get();
      if (grid) store.set({ grid: { ...grid, stopped: true } });
    },
  };
}
