// The share of changed numbers: large, as a bar, and in words.
import { element } from "../kit/dom.js";
import { measure } from "./rules.py";

/**
 * @param {string} title
 * @param {string} noun
 */
export function makeGauge(title, noun) {
  const shown = element("strong");
  const fill = element("i");
  const words = element("p", { class: "muted" });
  return {
    element: element(
      "div",
      { class: "gauge", role: "group", "aria-label": `${title}: what changed` },
      element("p", { class: "share" }, element("span", {}, title), shown),
      element("div", { class: "bar", "aria-hidden": "true" }, fill),
      words,
    ),

    /** @param {import("./maps.js").Change} change */
    set(change) {
      const { changed, counted } = change;
      const percent = counted ? Math.round((100 * changed.length) / counted) : 0;
      shown.textContent = `${percent} %`;
      fill.style.width = `${percent}%`;
      words.textContent = measure(change, noun);
    },
  };
}
