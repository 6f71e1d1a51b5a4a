// Light or dark, as the page around the figure has it.

/** What the book's site, then JupyterLab, then the reader's system says. */
function isDark() {
  const { theme } = document.documentElement.dataset;
  const lab = document.body.dataset.jpThemeLight;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  return theme === "dark" || (theme !== "light" && (lab ? lab === "false" : system));
}

/**
 * Calls change(dark) now and at every change.
 *
 * @param {(dark: boolean) => void} change
 */
export function followTheme(change) {
  const tell = () => change(isDark());
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
  tell();
}
