/** The figures that are no network, by their kind. */

/** What says that a figure is still to come. @type {Record<string, (props: { options: Record<string, unknown>, tell: (said: Record<string, unknown>) => void, ask: unknown }) => unknown>} */
export const FIGURES = {};
