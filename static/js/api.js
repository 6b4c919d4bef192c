/** The only file that speaks to the server. Each call answers its JSON or throws an ApiError with the server's problem. */

/** @import { Catalog, Explanation, GradientCheck, LayerParameters, NetworkRequest, NetworkSummary, Problem, Ref, Trace } from "./types" */

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
 * @param {string} [type]
 * @returns {Promise<any>}
 */
async function call(method, path, body, type = "application/json") {
  let response;
  try {
    response = await fetch(ROOT + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": type },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
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

export const api = {
  /** @returns {Promise<Catalog>} */
  catalog: () => call("GET", "/catalog"),
  /** @param {NetworkRequest} request @returns {Promise<NetworkSummary>} */
  create: (request) => call("POST", "/networks", request),
  /** @param {string} id @returns {Promise<NetworkSummary>} */
  read: (id) => call("GET", `/networks/${id}`),
  /** @param {string} id @param {{ example?: Example, training?: unknown, name?: string, layers?: { index: number, frozen: boolean }[] }} patch @returns {Promise<NetworkSummary>} */
  patch: (id, patch) => call("PATCH", `/networks/${id}`, patch, "application/merge-patch+json"),
  /** @param {string} id @returns {Promise<{ layers: LayerParameters[] }>} */
  parameters: (id) => call("GET", `/networks/${id}/parameters`),
  /** @param {string} id @param {{ layers: LayerParameters[] }} parameters @returns {Promise<NetworkSummary>} */
  putParameters: (id, { layers }) => call("PUT", `/networks/${id}/parameters`, { layers }),
  /** @param {string} id @param {{ layer: number, parameter: string, index: number[], value: number }[]} edits @returns {Promise<NetworkSummary>} */
  edit: (id, edits) => call("PATCH", `/networks/${id}/parameters`, { edits }),
  /** What the next step would be; changes nothing. @param {string} id @param {Batch | {}} batch @returns {Promise<Trace>} */
  preview: (id, batch) => call("POST", `/networks/${id}/preview`, batch).then(withNonFinite),
  /** @param {string} id @param {Batch | {}} batch @returns {Promise<Trace>} */
  step: (id, batch) => call("POST", `/networks/${id}/step`, batch).then(withNonFinite),
  /** @param {string} id @param {number} step @returns {Promise<Trace>} */
  readStep: (id, step) => call("GET", `/networks/${id}/steps/${step}`).then(withNonFinite),
  /** @param {string} id @param {number} step @returns {Promise<NetworkSummary>} */
  restore: (id, step) => call("POST", `/networks/${id}/steps/${step}/restore`),
  /** @param {string} id @param {Ref & { step?: number } & Partial<Batch>} request @returns {Promise<Explanation>} */
  explain: (id, request) => call("POST", `/networks/${id}/explain`, request),
  /** @param {string} id @param {{ step?: number, layer?: number } & Partial<Batch>} request @returns {Promise<GradientCheck>} */
  check: (id, request) => call("POST", `/networks/${id}/gradient-check`, request),
};
