// The chart of dropout: the mean factor of each element after 1, 2, ... masks, which count on a
// logarithmic axis.
import { element } from "../kit/dom.js";
import { short } from "./words.js";

const WIDTH = 1000;

/**
 * @typedef {object} Shown
 * @property {number[][]} rows - rows[t][i]: the factor of element i after t + 1 masks
 * @property {number} limit - what they approach
 * @property {boolean} right - whether they should
 * @property {number} top - the end of the axis
 */

/** @param {number} count - of masks */
export function makeChart(count) {
  const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} 100`, preserveAspectRatio: "none" });
  picture.setAttribute("aria-hidden", "true"); // the sentence below the chart says it
  const levels = element("div");
  const ticks = [1, 10, 100, 1000]
    .filter((t) => t <= count)
    .map((t) => {
      const place = `left: ${(100 * across(t, count)) / WIDTH}%`;
      return element("span", { style: place }, t === 1 ? "1 mask" : String(t));
    });
  const area = element("div", { class: "area" }, picture, levels);
  const axis = element("div", { class: "axis", "aria-hidden": "true" }, ...ticks);
  return {
    element: element("div", { class: "chart" }, area, axis),
    /** @param {Shown} shown */
    set(shown) {
      area.classList.toggle("wrong", !shown.right);
      picture.replaceChildren(...paths(shown, count));
      const { limit, right } = shown;
      const elsewhere = right
        ? []
        : [level(shown, "limit", limit, `${short(limit)}: where it goes`)];
      levels.replaceChildren(level(shown, "aim", 1, "1: the input"), ...elsewhere);
    },
  };
}

/**
 * Where t masks stand, from 1 on.
 *
 * @param {number} t
 * @param {number} count
 */
function across(t, count) {
  return (Math.log(t) / Math.log(count)) * WIDTH;
}

/**
 * A thin line for each element, and a thick one for their mean. Late masks lie closer than a
 * thousandth of the width: every third one is enough.
 *
 * @param {Shown} shown
 * @param {number} count
 */
function paths({ rows, top }, count) {
  if (!rows.length) return [];
  const isApart = (/** @type {number} */ t) => across(t + 2, count) - across(t + 1, count) > 1;
  const drawnOf = [...rows.keys()].filter((t) => t % 3 === 0 || isApart(t) || !rows[t + 1]);
  if (rows.length === 1) drawnOf.push(0); // a line to itself is a dot
  /** @param {string} name @param {(row: number[]) => number} value */
  const line = (name, value) => {
    const points = drawnOf.map(
      (t) => `${across(t + 1, count).toFixed(1)} ${height(value(rows[t]), top).toFixed(2)}`,
    );
    return drawn("path", { class: name, d: `M${points.join("L")}` });
  };
  return [...rows[0].map((_, i) => line("thin", (row) => row[i])), line("thick", mean)];
}

/**
 * @param {number} factor
 * @param {number} top
 */
function height(factor, top) {
  return 100 - (factor / top) * 100;
}

/** @param {number[]} row */
export function mean(row) {
  return row.reduce((sum, factor) => sum + factor, 0) / row.length;
}

/**
 * @param {Shown} shown
 * @param {string} name
 * @param {number} factor
 * @param {string} text
 */
function level({ top }, name, factor, text) {
  const attributes = { class: `level ${name}`, style: `top: ${height(factor, top)}%` };
  return element("p", attributes, element("span", {}, text));
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 */
function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
