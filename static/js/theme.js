/** Light or dark: what the system says, until someone chooses. */

const KEY = "mlpscope-theme";

export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem(KEY, root.dataset.theme);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}
