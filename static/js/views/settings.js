/** The settings, each tried at once: the page behind changes with them. */

/** @import { Settings, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { CHOICES } from "../settings.js";
import { Dialog } from "./dialog.js";
import { Signs } from "./legend.js";

/** What each setting and each of its choices is called, from less to more. @type {{ [Name in keyof Settings]: { title: string, labels: Record<Settings[Name], string> } }} */
const WORDS = {
  theme: { title: "Theme", labels: { system: "As the system", light: "Light", dark: "Dark" } },
  palette: { title: "Colours", labels: { usual: "Usual", safe: "Colour-blind safe", contrast: "High contrast" } },
  motion: { title: "Motion", labels: { system: "As the system", off: "Off", on: "On" } },
  tempo: { title: "Speed of a beat", labels: { slow: "Slow", usual: "Usual", fast: "Fast" } },
};

/** @param {{ state: State, actions: Actions }} props */
export function SettingsDialog({ state, actions }) {
  const { settings, letterKeys } = state;
  return html`<${Dialog} name="settings" title="Settings" actions=${actions}>
    <div class="settings">
      ${Object.keys(CHOICES).map((name) => html`<${Setting} name=${name} settings=${settings} actions=${actions} />`)}
      <label class="check"
        ><input
          type="checkbox"
          checked=${letterKeys}
          onChange=${(/** @type {Event} */ event) => actions.set({ letterKeys: /** @type {HTMLInputElement} */ (event.currentTarget).checked })}
        />
        Single-letter keys (E, ?)</label
      >
      <p class="note">Without motion each beat shows its end at once, with the same numbers. This browser remembers.</p>
    </div>
  <//>`;
}

/** @param {{ name: keyof Settings, settings: Settings, actions: Actions }} props */
function Setting({ name, settings, actions }) {
  const { title, labels } = WORDS[name];
  return html`<fieldset class="setting">
    <legend>${title}</legend>
    <div class="segments">
      ${Object.entries(labels).map(
        ([choice, label]) =>
          html`<label class="segment"
            ><input
              type="radio"
              name=${name}
              checked=${settings[name] === choice}
              onChange=${() => actions.set({ settings: { ...settings, [name]: choice } })}
            />${label}</label
          >`,
      )}
    </div>
    ${
      name === "palette" &&
      html`<p class="setting-sample">
        <${Signs} family="value" later=${false} /><${Signs} family="gradient" later=${false} />
      </p>`
    }
  </fieldset>`;
}
