/** The figures that are no network to look at, by their kind. */

/** @typedef {{ options: any, actions: import("../actions.js").Actions, tell: (said: Record<string, unknown>) => void }} FigureProps */

/** @type {Record<string, (props: FigureProps) => unknown>} */
export const FIGURES = {};
