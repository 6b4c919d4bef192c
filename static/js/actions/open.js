/** Opening what is to be shown: a network of the server, one that a link holds, or an example; each at a place of it. */

/** @import { Core } from "./core.js" */
/** @import { Place } from "../place.js" */
/** @import { Cursor, Traced } from "../types" */
import { ApiError } from "../api.js";
import { outerStop, stopBeside } from "../parts.js";
import { parsePlace, parseStop } from "../place.js";
import { readLink } from "../share/link.js";
import { LinkError } from "../share/packed.js";
import { stillThere } from "./core.js";

/**
 * @param {Core} core
 * @param {ReturnType<typeof import("../player.js").createPlayer>} player
 * @param {{ rail: { show: (step: number) => Promise<void> }, inspect: { select: (selection: import("../types").Selection | null) => void }, points: { sendThrough: (traced: Traced) => Promise<void> } }} others
 */
export function openActions(core, player, { rail, inspect, points }) {
  const { store, api, busy } = core;

  /** Goes to a place of the network that is shown; softly: as large as it is, and moving where it is the next stop. @param {Place} place @param {boolean} [softly] */
  function goTo({ grain, view, row, zoom, beat, selection }, softly = false) {
    const { trace, cursor } = store.get();
    if (!trace) return;
    store.set({
      grain,
      ...(!softly && { zoom }),
      ...(view && { view }),
      ...(row !== undefined && { row: row && Math.min(row, trace.x.length - 1) }),
    });
    const stop = (beat && parseStop(trace, beat, grain)) || outerStop(trace, grain, "first");
    const isNext = softly && isSame(stop, stopBeside(trace, cursor, grain, 1));
    if (isNext) player.begin(stop);
    else if (!softly || !isSame(stop, cursor)) player.show(stop);
    inspect.select(stillThere(selection, trace));
  }

  async function learnChoices() {
    const { catalog: known } = store.get();
    if (known) return known;
    const catalog = await api.catalog();
    store.set({ catalog });
    return catalog;
  }

  return {
    goTo,
    learnChoices,
    /** Opens a network, or the spam filter, at a place of it. @param {string | null} id @param {Place} place */
    open(id, place) {
      return busy(async () => {
        const { presets } = await learnChoices();
        const spam = presets.find((preset) => preset.name === "spam") ?? presets[0];
        await core.enter(id ? await api.read(id) : await api.create(spam.request));
        const { network } = store.get();
        if (network && place.step && place.step < network.step) await rail.show(place.step);
        goTo(place);
      });
    },
    /** Makes the network that a link holds, and shows the picture that was shown where the link was made. @param {string} hash */
    openLink(hash) {
      return busy(async () => {
        await learnChoices();
        const shared = await readLink(hash).catch(refuse);
        const made = await api.create(shared.network);
        if (shared.taken) await api.step(made.id, shared.batch ?? {});
        await core.enter(shared.taken ? await api.read(made.id) : made);
        if (shared.traced) await points.sendThrough(shared.traced);
        goTo(parsePlace(shared.place));
      });
    },
    /** @param {string} name */
    openPreset(name) {
      const preset = store.get().catalog?.presets.find((entry) => entry.name === name);
      if (!preset) return;
      player.show({ beat: 0, part: null, time: 1 });
      store.set({ grain: "layer", selection: null, row: 0, until: preset.epochs ? String(preset.epochs) : "paused" });
      return core.replace(`open ${preset.label}`, () => preset.request);
    },
  };
}

/** @param {Cursor} stop @param {Cursor | null} other */
const isSame = (stop, other) => other !== null && stop.beat === other.beat && stop.part === other.part;

/** A link that cannot be read is a problem like any other. @param {unknown} error @returns {never} */
function refuse(error) {
  if (!(error instanceof LinkError)) throw error;
  throw new ApiError({ title: "Broken link", status: 0, detail: error.message });
}
