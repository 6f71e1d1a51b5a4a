// What the channels figure shows of an output: its window, kernels, products, sums, and all outputs.
import { element } from "../kit/dom.js";
import { formatFactor, formatNumber } from "../kit/format.js";
import { products, sums, total, windowCells } from "./sums.js";
import { pixelColours, widths, zeros } from "./view.js";
import { arithmetic, pixelInWords, productInWords } from "./words.js";

/**
 * @typedef {import("./sums.js").Setting} Setting
 * @typedef {import("./sums.js").Output} Output
 * @typedef {import("./grids.js").Point} Point
 * @typedef {import("./grids.js").Tap} Tap
 * @typedef {ReturnType<typeof import("./grids.js").makeGrids>} Grids
 *
 * @typedef {{ row: number, column: number, tap: Tap | null }} Pair - a pixel, and what it meets
 */

/**
 * @param {number} f
 * @param {number} step
 * @param {number[]} size
 * @returns {Output}
 */
export function outputAt(f, step, [, columns]) {
  return { f, i: Math.floor(step / columns), j: step % columns };
}

/**
 * The pixel that the reader asks about, with the weight of the shown output that it meets.
 *
 * @param {Setting} setting
 * @param {Output} shown
 * @param {Point | null} point
 * @returns {Pair | null}
 */
export function pairOf({ weight }, { f, i, j }, point) {
  if (point?.tap) return { row: i + point.tap.k, column: j + point.tap.l, tap: point.tap };
  if (!point?.pixel) return null;
  const { c, row, column } = point.pixel;
  const tap = c === null ? null : { c, k: row - i, l: column - j };
  const meets = tap && weight[f][tap.c][tap.k]?.[tap.l] !== undefined;
  return { row, column, tap: meets ? tap : null };
}

/** The three sums, the output that they add up to, and the sentence. */
export function makeResult() {
  const amounts = [0, 1, 2].map(() => element("strong"));
  const [meaning, answer] = [element("span", { class: "muted" }), element("strong")];
  const [said, longest] = [element("span"), element("span", { "aria-hidden": "true" })];
  const line = element("p", { class: "line" }, said, longest);
  return {
    amounts,
    meaning,
    answer,
    line,
    /**
     * Makes room for the sentence about each of these outputs, so that the height stays.
     *
     * @param {Setting} setting
     * @param {Output[]} outputs
     */
    fit(setting, outputs) {
      const sentences = outputs.map((output) => arithmetic(setting, output));
      longest.textContent = sentences.reduce((a, b) => (b.length > a.length ? b : a));
    },
    /**
     * @param {Setting} setting
     * @param {Output} shown
     * @param {Pair | null} pair
     */
    set(setting, shown, pair) {
      sums(setting, shown).forEach((sum, c) => (amounts[c].textContent = formatFactor(sum)));
      answer.textContent = formatNumber(total(setting, shown));
      meaning.textContent = `y[${shown.f}, ${shown.i}, ${shown.j}]`;
      said.textContent = sentence(setting, shown, pair);
    },
  };
}

/**
 * @param {Setting} setting
 * @param {Output} shown
 * @param {Pair | null} pair
 */
function sentence(setting, shown, pair) {
  if (!pair) return arithmetic(setting, shown);
  if (pair.tap) return productInWords(setting, shown, pair.tap);
  return `Pixel ${pixelInWords(setting, pair.row, pair.column)}`;
}

/**
 * The patch and its channels with the window of the shown output, its kernels and products.
 *
 * @param {Grids} grids
 * @param {Setting} setting
 * @param {Output} shown
 */
export function showInputs(grids, setting, shown) {
  const used = windowCells(setting, shown);
  const isUsed = new Set(used.map(String));
  const made = products(setting, shown);
  grids.patch.set({}); // its cells tell their colours
  grids.patch.shade((...at) => pixelColours(setting, null, ...at));
  grids.channels.forEach((grid, c) => {
    grid.set({ values: setting.patch[c] });
    grid.shade((...at) => {
      const [light, ink] = pixelColours(setting, c, ...at);
      const faint = `color-mix(in srgb, ${light} 25%, var(--paper))`;
      return isUsed.has(String(at)) ? [light, ink] : [faint, "var(--ink)"];
    });
    showNumbers(grids.kernels[c], setting.weight[shown.f][c]);
    showNumbers(grids.products[c], made[c]);
  });
  for (const grid of [grids.patch, ...grids.channels]) grid.mark("field", used);
  grids.bias.set({ values: [[setting.bias[shown.f]]] });
}

/**
 * @param {Grids["bias"]} grid
 * @param {number[][]} values
 */
function showNumbers(grid, values) {
  grid.set({ values });
  grid.mark("zero", zeros(values));
}

/**
 * All outputs up to the step.
 *
 * @param {Grids} grids
 * @param {Setting} setting
 * @param {number[]} size
 * @param {number} step
 * @param {Output} shown
 */
export function showOutputs(grids, setting, [rows, columns], step, shown) {
  grids.outputs.forEach((grid, f) => {
    const value = (/** @type {number} */ i, /** @type {number} */ j) =>
      i * columns + j <= step ? total(setting, { f, i, j }) : null;
    const values = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => value(i, j)),
    );
    grid.set({ values });
    grid.mark("current", f === shown.f ? [[shown.i, shown.j]] : []);
  });
}

/**
 * Marks a pixel in the patch and in its channel, or in all, and its weight and product.
 *
 * @param {Grids} grids
 * @param {Pair | null} pair
 */
export function markPair({ patch, channels, kernels, products: made }, pair) {
  const at = pair ? [[pair.row, pair.column]] : [];
  const tap = pair?.tap;
  patch.mark("pair", at);
  channels.forEach((_, c) => {
    const met = tap?.c === c ? [[tap.k, tap.l]] : [];
    channels[c].mark("pair", !tap || tap.c === c ? at : []);
    for (const grid of [kernels[c], made[c]]) grid.mark("pair", met);
  });
}

/**
 * Widths of cells follow from the numbers, and the height of the sentence.
 *
 * @param {HTMLElement} root
 * @param {Setting} setting
 * @param {number[]} size
 * @param {ReturnType<typeof makeResult>} result
 */
export function fit(root, setting, size, result) {
  const steps = [...Array(size[0] * size[1]).keys()];
  const outputs = setting.bias.flatMap((_, f) => steps.map((step) => outputAt(f, step, size)));
  for (const { name, characters } of widths(setting, outputs)) {
    root.style.setProperty(name, characters);
  }
  result.fit(setting, outputs);
}
