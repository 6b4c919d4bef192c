/** A class that follows one cursor: leading it, and following. */

/** @import { Core } from "./core.js" */
/** @import { Place } from "../place.js" */
/** @import { Room, Shown, View } from "../types" */
/** @import { LineWorld } from "../line.js" */

/** What a page shows that is no network, and how it comes to what the leader shows. @typedef {{ shows: () => Shown, come: (shown: Shown) => void }} Page */

import { ApiError } from "../api.js";
import { createRoom } from "../room.js";
import {
  aloneOf,
  followingPage,
  follows,
  isShown,
  leads,
  networkOf,
  placeOf,
  shownOf,
  standing,
} from "../share/shown.js";

/** Moves within this time are told as one, in milliseconds: a picture a class can follow has no more. */
const PAUSE = 25;

/** Why it is over, for the leader. @type {Record<string, string>} */
const ENDS = {
  idle: "“Follow me” has ended: nothing was shown for a long time.",
  replaced: "Your class follows another window of yours now.",
  refused: "“Follow me” has ended: the server does not know this class any more.",
};

/**
 * @param {Core} core
 * @param {{ run: ReturnType<typeof import("./run.js").runActions>, rail: { show: (step: number) => Promise<void> }, points: { traceAlone: (row: ReturnType<typeof aloneOf>) => Promise<void> }, open: { learnChoices: () => Promise<unknown>, goTo: (place: Place, softly?: boolean) => void }, setView: (view: View) => void }} others
 * @param {LineWorld & { go: (address: string) => void }} world  of rooms
 */
export function roomActions(core, { run, rail, points, open, setView }, world) {
  const { store, api, busy } = core;
  /** What the class was told last, as text. */
  let told = "";
  let telling = false;
  /** What a follower is to see next, while it is still on the way to something else. @type {Shown | null} */
  let next = null;
  let going = false;
  /** @type {Page | null} */
  let page = null;

  /** @param {Partial<Room>} change */
  function set(change) {
    const { room } = store.get();
    if (room) store.set({ room: { ...room, ...change } });
  }

  const client = createRoom(world, {
    shown(shown) {
      set({ shown, waiting: null });
      if (store.get().room?.state === "on") (page?.come ?? come)(shown);
    },
    waiting: (waiting) => set({ waiting }),
    followers: (followers) => set({ followers }),
    problem: (problem) => store.set({ problem }),
    ended(reason) {
      if (follows(store.get().room)) set({ state: "ended" });
      else store.set({ room: null, notice: ENDS[reason] ?? "" });
    },
    cut(attempt) {
      set({ cut: true });
      if (attempt > 1) knock();
    },
    back: () => set({ cut: false }),
  });

  /** A room that has ended takes nobody in, and a socket does not say why: so it is asked for. */
  async function knock() {
    const { room } = store.get();
    const found = room && (await api.room(room.id).catch((error) => error));
    if (!(found instanceof ApiError) || found.problem.status !== 404) return;
    client.leave();
    if (follows(room)) set({ state: "ended" });
    else store.set({ room: null, notice: ENDS.refused });
  }

  /** @param {{ id: string, url: string, key: string | null }} place */
  function enter({ id, url, key }) {
    told = "";
    store.set({ room: { id, url, key, state: "on", cut: false, waiting: null, followers: 0, shown: null } });
    client.enter(id, key);
    tell();
  }

  /** Tells the class where the page stands, if it stands elsewhere than it was told. */
  function tell() {
    if (telling || !leads(store.get().room)) return;
    telling = true;
    world.wait(() => {
      telling = false;
      const state = store.get();
      const shown = leads(state.room) ? (page?.shows() ?? shownOf(state)) : null;
      const text = JSON.stringify(shown);
      if (!shown || text === told) return;
      told = text;
      client.show(shown);
    }, PAUSE);
  }
  store.subscribe(tell);

  /** Comes to what is shown; of what is shown meanwhile only the last counts. @param {Shown} shown */
  async function come(shown) {
    next = shown;
    if (going) return;
    going = true;
    while (next) {
      const now = next;
      next = null;
      await goTo(now);
    }
    going = false;
  }

  /** @param {Shown} shown */
  async function goTo(shown) {
    const id = networkOf(shown);
    if (id === null) return leaveFor(shown);
    const trains = store.get().phase === "running";
    if (trains && !shown.training) await run.leave();
    await busy(() => arrive(id, shown), false);
    if (store.get().room?.state !== "on") return;
    const place = placeOf(shown);
    if (place.view && place.view !== store.get().view) setView(place.view);
    if (!shown.training) await busy(() => points.traceAlone(aloneOf(shown)), false);
    if (shown.training) run.attend(id);
    else open.goTo(place, true);
  }

  /** @param {Shown} shown */
  function leaveFor(shown) {
    const { room } = store.get();
    if (room) world.go(followingPage(room.id, shown));
  }

  /** The network and the step of it that are shown. @param {string} id @param {Shown} shown */
  async function arrive(id, shown) {
    const { version, training } = shown;
    const { step } = placeOf(shown);
    const { network, phase } = store.get();
    const known = network?.id === id && network.version === version;
    if (known && (isShown(store.get(), step) || phase === "running")) return;
    const now = known ? network : await api.read(id);
    const where = standing(now, step);
    if (!known || (where === "next" ? !training : where === "newest")) await core.enter(now);
    if (where === "past" && step) await rail.show(step);
  }

  return {
    /** Opens a room that this page leads. */
    lead: () => busy(async () => enter(await api.openRoom()), false),
    /** Goes on leading after the page was loaded again. @param {Pick<Room, "id" | "url" | "key">} place */
    leadAgain: (place) => enter(place),
    /** A page of text leads and follows in its own way. @param {Page} own */
    classPage: (own) => void (page = own),
    leaveFor,
    /** Tells the class that the page has moved. */
    tell,
    endRoom: () => client.stop(),
    /** Takes a seat in a room. @param {string} id */
    followRoom: (id) =>
      busy(async () => {
        await open.learnChoices();
        enter({ ...(await api.room(id)), key: null });
      }),
    /** Looks around on one's own; the class goes on. */
    async leaveLeader() {
      set({ state: "left" });
      if (store.get().phase === "running") await run.leave();
    },
    followAgain() {
      set({ state: "on" });
      const { room } = store.get();
      if (room?.shown) (page?.come ?? come)(room.shown);
    },
    /** Leaves the room for good, as for a network of one's own. */
    leaveRoom() {
      client.leave();
      store.set({ room: null });
    },
  };
}
