// Light or dark, as the page around the figure has it.

/** What the book's site, then JupyterLab, then the reader's system says. */
function isDark() {
  const site = document.documentElement.dataset.theme;
  if (site === "dark" || site === "light") return site === "dark";
  const lab = document.body.dataset.jpThemeLight;
  if (lab) return lab === "false";
  return matchMedia("(prefers-color-scheme: dark)").matches;
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
