/** What the page asks of the server, as lines for a shell and for Python that ask the same and get the same numbers. Pure. */

/** @import { NetworkDocument, Selection, State } from "../types" */
import { jsonOf } from "../json.js";
import { stepOf } from "./shared.js";

const JSON_HEADER = "-H 'Content-Type: application/json'";
const ROOT = "/api/v1";
/** A longer description of the network is fetched where it is, and not written down. In characters. */
const MOST_TEXT = 3000;

/** @typedef {{ path: string, body: unknown }} Call a POST, its path within the API */
/** @typedef {{ origin: string, id: string, description: NetworkDocument, before: number | null, batch: { x: unknown, y: unknown } | null, wanted: Wanted }} Program */
/** @typedef {{ quantity: string, layer: number | null, index: (number | null)[] }} Wanted a number of a trace; null in its index is all of them */

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** @param {string} origin @param {Call} call */
export function curlOf(origin, { path, body }) {
  return `curl -s ${quoted(`${origin}${ROOT}${path}`)} \\\n  ${JSON_HEADER} \\\n  -d ${quoted(jsonOf(body))}`;
}

/** The gradient that is picked out, else all of the first layer's weights. @param {Selection | null} selection @param {number | null} row @returns {Wanted} */
export function wantedOf(selection, row) {
  if (selection === null) return { quantity: "grad_w", layer: 1, index: [] };
  if (selection.kind === "loss") return { quantity: "loss", layer: null, index: [] };
  const { kind, layer, unit } = selection;
  if (kind === "weight") return { quantity: "grad_w", layer, index: [selection.from, unit] };
  if (kind === "bias") return { quantity: "grad_b", layer, index: [unit] };
  return layer === 0
    ? { quantity: "grad_x", layer: 1, index: [row, unit] }
    : { quantity: "grad_z", layer, index: [row, unit] };
}

/** @param {Pick<State, "network" | "trace" | "taken" | "looked" | "newest" | "traced" | "selection" | "row">} state @param {string} origin @param {NetworkDocument} description @returns {Program} */
export function programOf(state, origin, description) {
  const { network, trace, traced, selection, row } = state;
  const batch = traced ?? (network?.data || !trace ? null : trace);
  return {
    origin,
    id: network?.id ?? "",
    description,
    before: beforeOf(state),
    batch: batch && { x: batch.x, y: batch.y },
    wanted: wantedOf(selection, row),
  };
}

/** Before which step the network is to be had, so that its next step is the one that is shown. @param {Pick<State, "trace" | "taken" | "looked" | "newest" | "traced">} state */
export const beforeOf = (state) => (state.traced ? null : stepOf(state));

/** @param {Program} program */
export function shellCode({ origin, id, description, before, batch, wanted }) {
  const api = `${origin}${ROOT}`;
  const text = jsonOf(description);
  const known = text.length <= MOST_TEXT;
  const fetched = `curl -s ${quoted(`${api}/networks/${id}/export?format=json${before === null ? "" : `&before=${before}`}`)} |\n  `;
  const { quantity, layer, index } = wanted;
  const narrow = layer === null ? "" : `?include=${quantity}&layers=${layer}`;
  const place = layer === null ? `["${quantity}"]` : `["layers"][0]["${quantity}"]`;
  return [
    "# Make the network as it was before the step",
    `network=$(${known ? "" : fetched}curl -s ${quoted(`${api}/networks`)} ${JSON_HEADER} --data-binary ${known ? quoted(text) : "@-"} |`,
    `  python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')`,
    "",
    `# Take the step, and read ${saying(wanted)}`,
    `curl -s "${api}/networks/$network/step${narrow}" ${JSON_HEADER} -d ${quoted(jsonOf(batch ?? {}))} |`,
    `  python3 -c 'import json, sys; print(${reading(`json.load(sys.stdin)${place}`, index)})'`,
  ].join("\n");
}

/** @param {Program} program */
export function pythonCode({ origin, id, description, before, batch, wanted }) {
  const { network, ...more } = description;
  const known = jsonOf(description).length <= MOST_TEXT;
  const given = Object.entries(more).filter(([, value]) => value !== null && value !== undefined);
  const lines = given.map(([name, value]) => `    ${name}=${pythonOf(value)},`);
  const fetched = `client.import_file(client.open(${pythonOf(id)}).export("json"${before === null ? "" : `, before=${before}`}))`;
  const { quantity, layer, index } = wanted;
  const place = layer === null ? `["${quantity}"]` : `["layers"][${layer - 1}]["${quantity}"]`;
  const at = index.length ? `[${index.map((each) => each ?? ":").join(", ")}]` : "";
  const step = batch ? `x=${pythonOf(batch.x)}, y=${pythonOf(batch.y)}` : "";
  return [
    "from app.client import Client",
    "",
    `client = Client(${pythonOf(origin)})`,
    "# The network as it was before the step",
    ...(known ? ["network = client.create(", `    ${pythonOf(network)},`, ...lines, ")"] : [`network = ${fetched}`]),
    `# The step, and ${saying(wanted)}`,
    `trace = network.step(${step})`,
    `print(trace${place}${at})`,
  ].join("\n");
}

/** @param {Wanted} wanted */
const saying = ({ quantity, layer }) => (layer === null ? "the loss" : `${quantity} of layer ${layer}`);

/** Plain Python lists know no `[:, 1]`. @param {string} values @param {(number | null)[]} index */
function reading(values, index) {
  return index[0] === null
    ? `[row[${index[1]}] for row in ${values}]`
    : values + index.map((each) => `[${each}]`).join("");
}

/** A value as Python writes it; `true` and `null` are the only words that JSON has others for. @param {unknown} value @returns {string} */
export function pythonOf(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(", ")}]`;
  if (typeof value !== "object") return jsonOf(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${pythonOf(each)}`)
    .join(", ")}}`;
}
