/** The figures that are no network to look at, by their kind. */
import Activation from "./figures/activation.js";
import Descent from "./figures/descent.js";
import Regression from "./figures/regression.js";

/** @typedef {{ options: any, actions: import("../actions.js").Actions, tell: (said: Record<string, unknown>) => void }} FigureProps */

/** @type {Record<string, (props: FigureProps) => unknown>} */
export const FIGURES = { activation: Activation, descent: Descent, regression: Regression };
