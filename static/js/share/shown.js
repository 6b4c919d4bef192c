/** What a leader shows to a class, and how a follower's page comes to it. Pure. */

/** @import { Place } from "../place.js" */
/** @import { NetworkSummary, Room, Shown, State, Trace, Traced } from "../types" */
import { parsePlace, writePlace } from "../place.js";

/** Paths of pages that hold a network. */
const NETWORK = /^\/(?:networks|shared)\/([\w-]+)$/;

/** Where the leader's page stands: with each move another. How large the picture is stays everyone's own. @param {State} state @returns {Shown | null} */
export function shownOf(state) {
  const { network, trace, phase, compare } = state;
  if (!network || !trace || compare) return null;
  const training = phase === "running" || phase === "pausing";
  const alone = state.traced ? `&alone=${state.traced.part}-${state.traced.index}` : "";
  const place = writePlace({ ...state, zoom: null }) + alone;
  return { url: network.url, place, version: network.version, training };
}

/** The row of the data that is sent through on its own, null where it is a step that is shown. @param {Shown} shown @returns {Pick<Traced, "part" | "index"> | null} */
export function aloneOf({ place }) {
  const [, part, index] = /^(train|validation)-(\d{1,9})$/.exec(new URLSearchParams(place).get("alone") ?? "") ?? [];
  return part ? { part: /** @type {Traced["part"]} */ (part), index: Number(index) } : null;
}

/** The network that is shown, null where it is another page. @param {Shown} shown */
export const networkOf = ({ url }) => NETWORK.exec(url)?.[1] ?? null;

/** The place on the page that is shown: what the address leaves out is as it usually is. @param {Shown} shown @returns {Place} */
export function placeOf({ place }) {
  const { view, row, ...rest } = parsePlace(place);
  return { ...rest, view: view ?? "graph", row: row === undefined ? 0 : row };
}

/** Where one follows what is shown: networks on one page, each lesson on its own, where the place comes with the next word. @param {string} room its id @param {Shown} shown */
export const followingPage = (room, shown) =>
  networkOf(shown) === null ? `${shown.url}?follow=${room}` : `/follow/${room}`;

/** @param {Room | null} room */
export const leads = (room) => room?.key != null;

/** Whether the page belongs to one who follows, be it that they look around on their own for now. @param {Room | null} room */
export const follows = (room) => room !== null && room.key === null;

/** Whether another moves the picture of this page now; beside a lesson it stays one's own. @param {Room | null} room */
export const isLed = (room) =>
  room !== null && follows(room) && room.state === "on" && (room.shown === null || networkOf(room.shown) !== null);

/** @param {number} count */
export const followersText = (count) =>
  count === 0 ? "No one follows yet" : count === 1 ? "1 follows you" : `${count} follow you`;

/** What stands where the picture will be. @param {{ room: Room | null, coming: string }} state */
export const comingText = ({ room, coming }) =>
  follows(room) && room?.waiting ? "The picture comes when the teacher begins." : coming || "Loading the network…";

/**
 * Which trace a place is in: the newest step, one before it, or the next one, which is foretold.
 * @param {NetworkSummary} network @param {number | null} step @returns {"newest" | "past" | "next"}
 */
export function standing(network, step) {
  if (step !== null && step > network.step) return "next";
  return step === null || step === network.step ? "newest" : "past";
}

/** Whether that is what is shown already. @param {{ trace: Trace | null }} state @param {number | null} step */
export const isShown = ({ trace }, step) => trace !== null && (step === null || trace.step === step);
