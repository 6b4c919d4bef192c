/** What a lesson does to its figure: shows one of its networks at a place, puts some side by side, and carries out what solves a task. */

/** @import { CompareFigure, Deed, Move, NetworkFigure, NetworkSource } from "../types/lesson" */
/** @import { NetworkSummary } from "../types" */
/** @import { Core } from "./core.js" */
import { parseSelection } from "../names.js";
import { parseStop } from "../place.js";

/** @typedef {Record<string, NetworkSource>} Sources */

/** What is said while a network is made ready by real training. @param {{ steps?: number | null, epochs?: number | null }} train */
const trainingText = ({ steps, epochs }) =>
  `Training the network for ${epochs ? `${epochs} epochs` : `${steps} steps`}…`;

/**
 * @param {Core} core
 * @param {ReturnType<typeof import("../player.js").createPlayer>} player
 * @param {{ open: ReturnType<typeof import("./open.js").openActions>, compare: ReturnType<typeof import("./compare.js").compareActions>, inspect: { select: (selection: import("../types").Selection | null) => void } }} others
 */
export function lessonActions(core, player, { open, compare, inspect }) {
  const { store, api, busy } = core;
  /** The networks that were made, by name; one that was built anew in its place goes under its name, too. @type {Map<string, string>} */
  const made = new Map();
  /** Which of them is shown. */
  let name = "";
  /** The newest wish: on the way to it, others are passed over. */
  let wish = 0;

  /** @param {NetworkSource} source @returns {Promise<NetworkSummary>} */
  async function make({ preset, request }) {
    const { presets } = await open.learnChoices();
    const known = preset === null ? request : presets.find((entry) => entry.name === preset)?.request;
    if (!known) throw new Error(`There is no preset ${preset}`);
    return api.create(known);
  }

  /** As far as the lesson wants it before the reader does anything. @param {NetworkSummary} network @param {NetworkSource} source @returns {Promise<NetworkSummary>} */
  async function trained(network, { train }) {
    if (!train) return network;
    store.set({ coming: trainingText(train) });
    try {
      return await api.train(network.id, train);
    } finally {
      store.set({ coming: "" });
    }
  }

  /** One that must first be trained stands there meanwhile, as it was made. @param {NetworkSource} source @param {() => void} place */
  async function enterNew(source, place) {
    const network = await make(source);
    await core.enter(network);
    if (!source.train) return;
    place();
    await core.enter(await trained(network, source));
  }

  /** What is on screen is the network of that name, whatever it has become. */
  function keepName() {
    const { network, compare: two } = store.get();
    if (name && network && !two) made.set(name, network.id);
  }

  /** @param {Move} move */
  const placeOf = (move) => ({
    step: null,
    beat: move.beat,
    grain: /** @type {const} */ ("layer"),
    row: move.row ?? 0,
    selection: parseSelection(move.select ?? ""),
    view: move.view ?? /** @type {const} */ ("graph"),
    zoom: null,
  });

  /** @param {() => Promise<void>} work */
  function wished(work) {
    const own = ++wish;
    return busy(async () => {
      if (own === wish) await work();
    });
  }

  return {
    /** @param {Sources} sources @param {NetworkFigure} figure @param {Move[]} moves where it has gone since */
    show(sources, figure, moves) {
      const place = () => open.goTo(placeOf(moves.reduce(merged, figure)));
      return wished(async () => {
        keepName();
        if (store.get().compare) compare.forget();
        if (name !== figure.network) {
          name = "";
          const id = made.get(figure.network);
          if (id) await core.enter(await api.read(id));
          else await enterNew(sources[figure.network], place);
          name = figure.network;
          keepName();
        }
        core.backToNewest();
        place();
        store.set({ marked: [], pointed: null });
      });
    },
    /** The network as it was at first. @param {Sources} sources @param {NetworkFigure} figure */
    again(sources, figure) {
      made.delete(figure.network);
      name = "";
      return this.show(sources, figure, []);
    },
    /** @param {Sources} sources @param {CompareFigure} figure */
    showSides(sources, figure) {
      return wished(async () => {
        keepName();
        name = "";
        const sides = await Promise.all(
          figure.sides.map(async ({ label, network }) => ({
            label,
            network: await trained(await make(sources[network]), sources[network]),
          })),
        );
        // What they have in common, such as their data, is known of a network on screen.
        await core.enter(sides[0].network);
        await compare.show(sides, figure.kind);
      });
    },
    /** The figure moves on, before the eyes of the reader. @param {Move} move */
    move(move) {
      return wished(async () => {
        const { trace, grain, network } = store.get();
        if (!trace || !network) return;
        if (move.view) store.set({ view: move.view });
        if (move.row !== null) store.set({ row: Math.min(move.row, trace.x.length - 1) });
        if (move.select) inspect.select(parseSelection(move.select));
        const stop = move.beat && parseStop(trace, move.beat, grain);
        if (stop) player.begin(stop);
      });
    },
    /** @param {Deed[]} deeds */
    carryOut(deeds) {
      return busy(async () => {
        for (const { patch, edits, replace, train } of deeds) {
          if (store.get().compare) {
            if (train) await compare.train(train);
            continue;
          }
          const { id } = core.current();
          if (patch) await core.enter(await api.patch(id, patch));
          if (edits.length) await core.enter(await api.edit(id, edits));
          if (replace) await core.swap("what was shown", await api.create(replace));
          if (train) await core.enter(await api.train(core.current().id, train));
        }
      });
    },
    settled: () => busy(async () => {}),
  };
}

/** @param {Move} before @param {Move} after @returns {Move} */
const merged = (before, after) => ({
  beat: after.beat ?? before.beat,
  select: after.select ?? before.select,
  view: after.view ?? before.view,
  row: after.row ?? before.row,
});
