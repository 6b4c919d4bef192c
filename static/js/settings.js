/** What suits the person at the page: its colours, whether and how fast it moves. All that can be chosen, and what holds until then. */

/** @import { Settings } from "./types" */

/** The choices of each setting, what holds without one first. @satisfies {Record<keyof Settings, string[]>} */
export const CHOICES = {
  theme: /** @type {const} */ (["system", "light", "dark"]),
  palette: /** @type {const} */ (["usual", "safe", "contrast"]),
  motion: /** @type {const} */ (["system", "off", "on"]),
  tempo: /** @type {const} */ (["usual", "slow", "fast"]),
};

/** How many times as long a beat takes. @type {Record<Settings["tempo"], number>} */
export const SLOWNESS = { slow: 2, usual: 1, fast: 0.5 };

/** What was kept, as far as it can still be chosen. @param {Record<string, unknown>} [kept] @returns {Settings} */
export function settingsOf(kept = {}) {
  const choose = (/** @type {[string, readonly string[]]} */ [name, choices]) => [
    name,
    choices.find((choice) => choice === kept[name]) ?? choices[0],
  ];
  return Object.fromEntries(Object.entries(CHOICES).map(choose));
}
