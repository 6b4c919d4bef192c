/** The only file that speaks to the server. Each call answers its JSON or throws an ApiError with the server's problem. */

/** @import { Catalog, DataPreview, DataRows, Dataset, Diagnosis, Edit, Experiment, Explanation, GradientCheck, History, JudgedRows, Look, Matrix, NetworkDocument, NetworkRequest, NetworkSummary, Paths, Problem, Reading, Ref, Seen, SheetOrder, Surface, Trace, Trained } from "./types" */

import { jsonOf } from "./json.js";
import { withNonFinite } from "./numbers.js";

const ROOT = "/api/v1";

export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{ type?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
async function call(method, path, body, { type = "application/json", signal } = {}) {
  let response;
  // A form says its own type, and where its parts end.
  try {
    response = await fetch(ROOT + path, {
      method,
      // A form brings a type of its own, with the line that parts its fields.
      headers: body === undefined || body instanceof FormData ? {} : { "Content-Type": type },
      body: body === undefined || body instanceof FormData ? body : jsonOf(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({
      title: "No answer",
      status: 0,
      detail: "The server does not answer. Is it still running? Your work is kept there; try again in a moment.",
    });
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new ApiError(
    answer ?? {
      title: "Unreadable answer",
      status: response.status,
      detail: `The server answered ${response.status} without a readable body.`,
    },
  );
}

/** @typedef {{ x: number[][], y: number[][] | number[] }} Batch */

/** @type {Promise<Catalog> | null} */
let asked = null;

export const api = {
  /** It stays as it is, and is asked for once. @returns {Promise<Catalog>} */
  async catalog() {
    asked ??= call("GET", "/catalog");
    try {
      return await asked;
    } catch (error) {
      asked = null;
      throw error;
    }
  },
  /** @param {NetworkRequest} request @returns {Promise<NetworkSummary>} */
  create: (request) => call("POST", "/networks", request),
  /** @param {string} id */
  remove: (id) => call("DELETE", `/networks/${id}`),
  /** All of it, as it is or as it was before a step. @param {string} id @param {number | null} before @returns {Promise<NetworkDocument>} */
  document: (id, before) =>
    call("GET", `/networks/${id}/export?format=json${before === null ? "" : `&before=${before}`}`),
  /** The network again, as it is or as a step left it. @param {string} id @param {{ step: number | null, read_only: boolean }} body @returns {Promise<NetworkSummary>} */
  copy: (id, body) => call("POST", `/networks/${id}/copies`, body),
  /** @param {string} id @param {string} copy */
  removeCopy: (id, copy) => call("DELETE", `/networks/${id}/copies/${copy}`),
  /** @param {File} file @param {Record<string, string>} said what the file may not say @returns {Promise<NetworkSummary & { notes: string[] }>} */
  import(file, said) {
    const form = new FormData();
    form.append("file", file);
    for (const [name, value] of Object.entries(said)) if (value) form.append(name, value);
    return call("POST", `/networks/import`, form);
  },
  /** Where a file of the network is to be had. @param {string} id @param {string} format */
  exportPath: (id, format) => `${ROOT}/networks/${id}/export?format=${format}`,
  /** @param {string} id @returns {Promise<NetworkSummary>} */
  read: (id) => call("GET", `/networks/${id}`),
  /** @param {string} id @param {{ example?: Example, training?: unknown, name?: string, data?: unknown, layers?: { index: number, frozen: boolean }[] }} patch @returns {Promise<NetworkSummary>} */
  patch: (id, patch) => call("PATCH", `/networks/${id}`, patch, { type: "application/merge-patch+json" }),
  /** @param {string} id @returns {Promise<{ layers: LayerParameters[] }>} */
  parameters: (id) => call("GET", `/networks/${id}/parameters`),
  /** @param {string} id @param {Edit[]} edits @returns {Promise<NetworkSummary>} */
  edit: (id, edits) => call("PATCH", `/networks/${id}/parameters`, { edits }),
  /** @param {string} id @returns {Promise<NetworkSummary>} */
  undo: (id) => call("POST", `/networks/${id}/undo`),
  /** @param {string} id @returns {Promise<NetworkSummary>} */
  redo: (id) => call("POST", `/networks/${id}/redo`),
  /** What a batch leads to, nothing of it kept. @param {string} id @param {number[][]} x @returns {Promise<Pick<Trace, "x" | "a" | "layers">>} */
  forward: (id, x) => call("POST", `/networks/${id}/forward`, { x }).then(withNonFinite),
  /** What the next step would be; changes nothing. @param {string} id @param {Batch | {}} batch @returns {Promise<Trace>} */
  preview: (id, batch) => call("POST", `/networks/${id}/preview`, batch).then(withNonFinite),
  /** @param {string} id @param {Batch | {}} batch @param {boolean} [join] whether it is one change with the training before it @returns {Promise<Trace>} */
  step: (id, batch, join = false) =>
    call("POST", `/networks/${id}/step${join ? "?join=true" : ""}`, batch).then(withNonFinite),
  /** @param {string} id @param {number} step @param {AbortSignal} [signal] @returns {Promise<Trace>} */
  readStep: (id, step, signal) =>
    call("GET", `/networks/${id}/steps/${step}`, undefined, { signal }).then(withNonFinite),
  /** @param {string} id @param {number} step @returns {Promise<NetworkSummary>} */
  restore: (id, step) => call("POST", `/networks/${id}/steps/${step}/restore`),
  /** So many steps, or whole epochs, on the network's data. @param {string} id @param {{ steps: number } | { epochs: number }} budget @returns {Promise<Trained>} */
  train: (id, budget) => call("POST", `/networks/${id}/train`, budget),
  /** Linear regression in closed form. @param {string} id @returns {Promise<NetworkSummary>} */
  solve: (id) => call("POST", `/networks/${id}/solve`),
  /** @param {string} id @param {number} points at most @returns {Promise<History>} */
  history: (id, points) => call("GET", `/networks/${id}/history?points=${points}`),
  /** @param {string} id @returns {Promise<Diagnosis>} */
  diagnosis: (id) => call("GET", `/networks/${id}/diagnosis`),
  /** @param {string} id @param {string} name @returns {Promise<Experiment>} */
  experiment: (id, name) => call("POST", `/networks/${id}/experiments/${name}`, {}),
  /** @param {string} id @returns {Promise<DataRows>} */
  rows: (id) => call("GET", `/networks/${id}/rows`),
  /** Rows with what the network makes of them. @param {string} id @param {SheetOrder & { limit: number, step?: number }} order @returns {Promise<JudgedRows>} */
  judged(id, order) {
    const query = new URLSearchParams(Object.entries(order).map(([name, value]) => [name, String(value)]));
    return call("GET", `/networks/${id}/rows/judged?${query}`);
  },
  /** What a network would learn from; keeps nothing. @param {Record<string, unknown>} data @param {number} limit rows of each part @returns {Promise<DataPreview>} */
  previewData: (data, limit) => call("POST", `/datasets/preview?limit=${limit}`, data),
  /** @param {Blob} file @param {string} name @param {Reading} reading @returns {Promise<Dataset>} */
  upload(file, name, reading) {
    const form = new FormData();
    form.append("file", file, name);
    for (const [field, value] of Object.entries(reading)) form.append(field, value);
    return call("POST", "/datasets", form);
  },
  /** The outputs over the plane of the data. @param {string} id @param {number} resolution @returns {Promise<Surface>} */
  surface: (id, resolution) => call("GET", `/networks/${id}/surface?resolution=${resolution}`),
  /** A frame as of a run, now or after a past step. @param {string} id @param {Look} body @param {AbortSignal} [signal] @returns {Promise<Seen>} */
  look: (id, body, signal) => call("POST", `/networks/${id}/look`, body, { signal }),
  /** @param {string} id @param {Ref & { step?: number } & Partial<Batch>} request @returns {Promise<Explanation>} */
  explain: (id, request) => call("POST", `/networks/${id}/explain`, request),
  /** The ways from a number to the loss. @param {string} id @param {Partial<Ref> & { count: number, step?: number } & Partial<Batch>} request @returns {Promise<Paths>} */
  paths: (id, request) => call("POST", `/networks/${id}/paths`, request),
  /**
   * How each output of a softmax layer moves with each of its sums, in one example of a step that was taken or is foretold.
   * @param {string} id @param {{ step?: number } & Partial<Batch>} shown @param {number} layer @param {number} example @returns {Promise<Matrix>}
   */
  async jacobian(id, { step, ...batch }, layer, example) {
    const narrow = `?include=z,jacobian&layers=${layer}&example=${example}`;
    const path = `/networks/${id}/${step === undefined ? "preview" : `steps/${step}`}${narrow}`;
    const trace = await (step === undefined ? call("POST", path, batch) : call("GET", path));
    return trace.layers[0].jacobian[0];
  },
  /** @param {string} id @param {{ step?: number, layer?: number } & Partial<Batch>} request @returns {Promise<GradientCheck>} */
  check: (id, request) => call("POST", `/networks/${id}/gradient-check`, request),
  /** A class that follows this page; who has the key leads. @returns {Promise<{ id: string, key: string, url: string }>} */
  openRoom: () => call("POST", "/rooms"),
  /** @param {string} id @returns {Promise<{ id: string, url: string, led: boolean, followers: number }>} */
  room: (id) => call("GET", `/rooms/${id}`),
  /** Checks an exercise, and answers it as HTML. @param {object} exercise @returns {Promise<{ html: string }>} */
  setExercise: (exercise) => call("POST", "/exercises", exercise),
  /** The font of the page, for pictures that leave it. @returns {Promise<ArrayBuffer>} */
  font: () => fetch("/static/vendor/inter.woff2").then((answer) => answer.arrayBuffer()),
};
