/** The page in a frame of another page: which of its panels, how large, and the code that puts it there. Pure. */

export const PANELS = /** @type {const} */ (["timeline", "graph", "inspector"]);

/** @typedef {typeof PANELS[number]} Panel */

/** @type {Record<Panel, string>} */
export const PANEL_LABELS = { timeline: "Timeline", graph: "Picture", inspector: "Inspector" };

/** What is shown where nothing is chosen. @type {Panel[]} */
const USUAL = ["timeline", "graph"];

/** How large a frame may be, in pixels. */
export const SIZES = [
  { name: "small", label: "Narrow, 420 × 680", width: 420, height: 680 },
  { name: "usual", label: "Usual, 720 × 560", width: 720, height: 560 },
  { name: "slide", label: "A slide, 1280 × 720", width: 1280, height: 720 },
];

/** Which panels an address asks for, null where it is not to be embedded. @param {string} search @returns {Panel[] | null} */
export function panelsOf(search) {
  const asked = new URLSearchParams(search).get("embed");
  if (asked === null) return null;
  const names = asked.split(",").map((name) => name.trim());
  const panels = PANELS.filter((panel) => names.includes(panel));
  return panels.length ? panels : USUAL;
}

/** The address of a page for a frame. @param {string} address without its place @param {Panel[]} panels @param {string} place */
export const framedAddress = (address, panels, place) => `${address}?embed=${panels.join(",")}#${place}`;

/** @param {{ address: string, name: string, width: number, height: number }} frame */
export function frameCode({ address, name, width, height }) {
  return `<iframe src="${escaped(address)}" title="${escaped(`${name}, step by step`)}" width="${width}" height="${height}" loading="lazy" style="border: 0; max-width: 100%"></iframe>`;
}

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
