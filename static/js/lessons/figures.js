/** The figures that are no network to look at, by their kind. */
import Activation from "./figures/activation.js";
import Descent from "./figures/descent.js";
import Regression from "./figures/regression.js";

/** @typedef {{ options: any, round: number, actions: import("../actions.js").Actions, tell: (said: Record<string, unknown> | null) => void }} FigureProps `round` grows whenever the figure is told anew what to show */

/** @type {Record<string, (props: FigureProps) => unknown>} */
export const FIGURES = { activation: Activation, descent: Descent, regression: Regression };
