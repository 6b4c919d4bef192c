/**
 * Finding out what there is to know of the network beside a step's trace: its history, what ails it, its data, and what it
 * answers all over their plane. Asked for whenever another network or step is shown, and never while it trains.
 */

/** @import { DataRows, Knowledge, NetworkSummary, Planes } from "../types" */
/** @import { Core } from "./core.js" */
import { ApiError } from "../api.js";
import { planeOfValues } from "../charts/plane.js";
import { unknown } from "../store.js";

const POINTS = 500;
const RESOLUTION = { outputs: 50, unit: 24, curve: 200 };
/** Of more units than this the faces are left out. */
const MOST_UNITS = 80;
/** Several changes in a row are looked at once. In milliseconds. */
const PAUSE = 120;
/** The curve of a run that is shown step by step grows no faster than this. In milliseconds. */
const FOLLOW = 500;

/** @param {Core} core @param {Pick<import("../live.js").World, "wait">} world */
export function lookActions({ store, api, whenShown }, { wait }) {
  let asked = 0;
  let following = false;

  async function look() {
    const { network, phase } = store.get();
    if (!network || phase !== "still") return;
    const mine = (asked += 1);
    const known = knownOf(network);
    store.set({ known });
    /** @param {(known: Knowledge) => Partial<Knowledge>} more */
    const tell = (more) => {
      if (mine === asked) store.set({ known: { ...store.get().known, ...more(store.get().known) } });
    };
    const rows = network.data && (known.rows ?? (await quietly(api.rows(network.id))));
    tell(() => ({ rows }));
    await Promise.all([
      quietly(api.history(network.id, POINTS)).then((history) => tell(() => ({ history }))),
      quietly(api.diagnosis(network.id)).then((found) => tell(() => ({ findings: found?.findings ?? null }))),
      rows && answersOf(network, rows).then((answers) => tell(() => ({ answers }))),
      rows?.columns.length === 1 && curveOf(network, rows).then((curve) => tell(() => ({ curve }))),
      rows?.columns.length === 2 && known.planes?.step !== network.step && planes(network, tell),
    ]);
  }

  /** What stays true of what was known: the data of the same network, and the planes of the same step. @param {NetworkSummary} network @returns {Knowledge} */
  function knownOf(network) {
    const { known } = store.get();
    const of = [network.id, network.version].join(":");
    const sameData = known.of.split(":")[0] === network.id;
    return { ...(sameData ? { ...known, answers: null } : unknown()), of };
  }

  /** @param {NetworkSummary} network @param {DataRows} rows @returns {Promise<Knowledge["answers"]>} */
  async function answersOf(network, { columns, train, validation }) {
    const [a, b] = await Promise.all(
      [train, validation].map((part) => part && quietly(api.forward(network.id, part.raw))),
    );
    if (!a) return null;
    const layers = (/** @type {typeof a | null | undefined} */ answer) => answer?.layers.map((layer) => layer.a) ?? [];
    const hidden = columns.length === 2 ? { train: layers(a), validation: layers(b) } : null;
    return { train: a.a, validation: b?.a ?? null, hidden };
  }

  /** From one end of the data to the other. @param {NetworkSummary} network @param {DataRows} rows @returns {Promise<Knowledge["curve"]>} */
  async function curveOf(network, { train }) {
    const values = train.raw.map(([value]) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = Array.from({ length: RESOLUTION.curve }, (_, i) => low + ((high - low) * i) / (RESOLUTION.curve - 1));
    const answer = await quietly(
      api.forward(
        network.id,
        x.map((value) => [value]),
      ),
    );
    return answer && { x, y: answer.a.map(([value]) => value) };
  }

  /** @param {NetworkSummary} network @param {(more: (known: Knowledge) => Partial<Knowledge>) => void} tell */
  async function planes(network, tell) {
    const whole = await quietly(api.surface(network.id, RESOLUTION.outputs));
    if (!whole) return;
    const edges = (/** @type {number[]} */ axis) => /** @type {[number, number]} */ ([axis[0], axis[axis.length - 1]]);
    const extent = { x: edges(whole.x), y: edges(whole.y) };
    const outputs = planeOfValues(whole.values);
    tell(() => ({ extent, planes: { step: network.step, outputs, units: {} } }));
    const names = network.network.layers.flatMap((layer, i) =>
      Array.from({ length: layer.units }, (_, unit) => `${i + 1}.${unit}`),
    );
    if (names.length > MOST_UNITS) return;
    const units = await Promise.all(
      names.map(async (name) => {
        const answer = await quietly(api.surface(network.id, RESOLUTION.unit, name));
        return /** @type {const} */ ([name, answer && planeOfValues(answer.values)]);
      }),
    );
    const there = units.flatMap(([name, plane]) => (plane ? [[name, plane]] : []));
    tell((known) => ({
      planes: { .../** @type {Planes} */ (known.planes), units: Object.fromEntries(there) },
    }));
  }

  /** How far it has come, while each step is shown: the curve grows along. */
  async function follow() {
    following = true;
    const { network } = store.get();
    const history = network && (await quietly(api.history(network.id, POINTS)));
    if (history && store.get().network?.id === network.id && store.get().phase === "walking")
      store.set({ known: { ...store.get().known, history } });
    wait(() => (following = false), FOLLOW);
  }

  whenShown(() => {
    if (store.get().phase === "walking" && !following) follow();
    const now = (asked += 1);
    wait(() => {
      if (now === asked) look();
    }, PAUSE);
  });
}

/** What cannot be had is not there: the page says so in its place. @template T @param {Promise<T>} request @returns {Promise<T | null>} */
function quietly(request) {
  return request.catch((error) => {
    if (error instanceof ApiError) return null;
    throw error;
  });
}
