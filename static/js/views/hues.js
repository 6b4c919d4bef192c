/** The colours of the tokens as numbers, for what is painted rather than styled; they follow the theme. */

/** @import { Colour } from "../charts/plane.js" */
import { useLayoutEffect, useState } from "preact";

/** How a class looks on the plane, in the order of the classes. */
export const CLASS_TOKENS = ["value-minus", "value-plus", "gradient-plus", "gradient-minus", "update-ink", "broken"];

const dark = matchMedia("(prefers-color-scheme: dark)");
/** On paper it is always light. */
const print = matchMedia("print");
/** @type {Map<string, Colour>} */
const known = new Map();

/** Which theme and which palette are on. */
export function theme() {
  const { theme, palette = "" } = document.documentElement.dataset;
  return `${print.matches ? "light" : (theme ?? (dark.matches ? "dark" : "light"))} ${palette}`;
}

/** @param {string} token @returns {Colour} */
export function hueOf(token) {
  const key = `${theme()} ${token}`;
  const found = known.get(key);
  if (found) return found;
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const numbers = getComputedStyle(probe).color.match(/[\d.]+/g) ?? ["0", "0", "0"];
  probe.remove();
  const hue = /** @type {Colour} */ (numbers.slice(0, 3).map(Number));
  known.set(key, hue);
  return hue;
}

/** The theme, and a new picture whenever it changes. @returns {string} */
export function useTheme() {
  const [now, set] = useState(theme());
  useLayoutEffect(() => {
    const look = () => set(theme());
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-palette"] });
    for (const query of [dark, print]) query.addEventListener("change", look);
    return () => {
      observer.disconnect();
      for (const query of [dark, print]) query.removeEventListener("change", look);
    };
  }, []);
  return now;
}
