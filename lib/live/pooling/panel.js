// A picture or a map: a grid under its title, with shades for its numbers, and its gauge.
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makeGauge } from "./gauge.js";
import { compare } from "./rules.py";

/** @typedef {ReturnType<typeof makePanel>} Panel */
/** @typedef {import("./maps.js").Rows} Rows */

/**
 * @param {import("./draw.js").Data} data
 * @param {import("./maps.js").Kind | "picture"} kind
 * @param {object} options - of the grid
 */
export function makePanel({ titles }, kind, options) {
  const title = titles[kind];
  const isPicture = kind === "picture";
  const grid = makeGrid({ label: title, values: [[0]], className: "shaded", ...options });
  const note = element("p", { class: "muted" });
  const gauge = makeGauge(title, isPicture ? "pixels" : "outputs");

  /**
   * Shows the numbers after a push: how large they are by shades, which changed by frames, and of a
   * map by how much, in the corners.
   *
   * @param {Rows} before
   * @param {Rows} after
   * @param {(value: number) => string[]} shade
   * @param {string} text - below the title
   */
  function set(before, after, shade, text) {
    /** @type {import("./maps.js").Change} */
    const change = compare(before, after);
    grid.set({ values: after });
    grid.shade((i, j) => shade(after[i][j]));
    grid.mark("changed", change.changed);
    grid.note(isPicture ? new Map() : differences(before, after, change.changed));
    note.textContent = text;
    gauge.set(change);
    return change;
  }

  const heading = element("p", { class: "title" }, title);
  const panel = element("div", { class: "panel" }, heading, note, grid.element);
  return { element: panel, grid, gauge, set };
}

/**
 * "+3" for each place that changed.
 *
 * @param {Rows} before
 * @param {Rows} after
 * @param {import("./maps.js").Pair[]} places
 */
function differences(before, after, places) {
  const notes = new Map();
  for (const [i, j] of places) {
    const by = after[i][j] - before[i][j];
    notes.set(`${i},${j}`, (by > 0 ? "+" : "") + formatNumber(by));
  }
  return notes;
}
