/** The data of a network and where their plane ends: the same for all of its life. */

/** @import { Catalog, Knowledge, NetworkSummary } from "../types" */
/** @import { Core } from "./core.js" */
import { columnsOf } from "../charts/points.js";
import { unknown } from "../store.js";
import { quietly } from "./core.js";

/** @typedef {Pick<Knowledge, "rows" | "extent">} Around */

/** @param {Core["api"]} api @param {Catalog | null} catalog @param {NetworkSummary} network @returns {Promise<Around>} */
export async function around(api, catalog, network) {
  const rows = network.data && (await quietly(api.rows(network.id)));
  if (columnsOf(catalog, network, { ...unknown(), rows }) !== 2) return { rows, extent: null };
  const plane = await quietly(api.surface(network.id, 2));
  const ends = (/** @type {number[]} */ [low, high]) => /** @type {[number, number]} */ ([low, high]);
  return { rows, extent: plane && { x: ends(plane.x), y: ends(plane.y) } };
}
