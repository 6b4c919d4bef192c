/**
 * Dresses the page before its first paint, so that chosen colours do not flash, and again whenever the settings change: they
 * come as an event. A classic script: modules wait.
 */
{
  const contrast = matchMedia("(prefers-contrast: more)");
  /** @type {{ theme?: string, palette?: string }} */
  let settings = {};
  try {
    settings = JSON.parse(localStorage.getItem("mlpscope-page") ?? "{}").settings ?? {};
  } catch {
    // Storage may be switched off; what the system says then holds.
  }
  const dress = () => {
    const { dataset } = document.documentElement;
    const { theme, palette } = settings;
    if (theme === "light" || theme === "dark") dataset.theme = theme;
    else delete dataset.theme;
    if (palette === "safe" || palette === "contrast") dataset.palette = palette;
    else if (contrast.matches) dataset.palette = "contrast";
    else delete dataset.palette;
  };
  dress();
  contrast.addEventListener("change", dress);
  document.addEventListener("settings", (event) => {
    ({ detail: settings } = /** @type {CustomEvent} */ (event));
    dress();
  });
}
