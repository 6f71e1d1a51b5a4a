// The same setting in the words of libraries and courses, side by side.
import { element } from "../kit/dom.js";
import { CAPTION, COLUMNS, conventions, fates } from "./rules.py";
import { CROWD } from "./stage.js";

/** @typedef {import("./steps.js").Setting} Setting */

/** @typedef {[name: string, zeros: number[] | null, size: number | null, words: string]} Convention */

export function makeElsewhere() {
  const rows = element("tbody");
  const header = COLUMNS.map((/** @type {string} */ text) => element("th", { scope: "col" }, text));
  return {
    element: element(
      "table",
      { class: "conventions" },
      element("caption", {}, CAPTION),
      element("thead", {}, element("tr", {}, ...header)),
      rows,
    ),

    /** @param {Setting} setting */
    set(setting) {
      const { n, m, p, s } = setting;
      /** @type {Convention[]} */
      const all = conventions(n, m, p, s);
      rows.replaceChildren(...all.map((one) => makeRow(setting, one)));
    },
  };
}

/**
 * @param {Setting} setting
 * @param {Convention} convention
 */
function makeRow(setting, [name, zeros, size, words]) {
  const answer = element("td", { class: size === null ? "none" : null }, `${size ?? "none"}`);
  const strip = zeros && size !== null ? makeStrip(setting, zeros, size) : null;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", {}, zeros ? zeros.join(" + ") : "—"),
    answer,
    element("td", {}, element("div", { class: "words" }, strip, element("span", {}, words))),
  );
}

/**
 * The input with its zeros; what no window reads is marked.
 *
 * @param {Setting} setting
 * @param {number[]} zeros
 * @param {number} outputs
 */
function makeStrip(setting, zeros, outputs) {
  const { n, m, s } = setting;
  /** @type {import("./steps.js").Fate[]} */
  const found = fates(n, m, s, zeros, outputs);
  const cells = found.map((what, k) =>
    element("i", { class: k < zeros[0] || k >= zeros[0] + n ? `${what} zero` : what }),
  );
  const look = cells.length > CROWD ? "strip crowd" : "strip";
  return element("div", { class: look, "aria-hidden": "true" }, ...cells);
}
