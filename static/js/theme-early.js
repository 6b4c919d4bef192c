/** Runs before the first paint, so that a chosen theme does not flash. A classic script: modules wait. */
try {
  const theme = localStorage.getItem("mlpscope-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off; the system's theme then holds.
}
