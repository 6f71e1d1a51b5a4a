// The look of the channels figure: colours of pixels, widths of cells, and what stands where.
import { element } from "../kit/dom.js";
import { formatFactor, formatNumber } from "../kit/format.js";
import { products, sums, total } from "./sums.js";
import { NAMES } from "./words.js";

/**
 * @typedef {import("./sums.js").Setting} Setting
 * @typedef {import("./sums.js").Output} Output
 * @typedef {ReturnType<typeof import("../kit/grid.js").makeGrid>} Grid
 */

/**
 * The colour of a pixel and an ink that can be read on it; of one channel, the light that this adds,
 * a little softened by the others.
 *
 * @param {Setting} setting
 * @param {number | null} channel
 * @param {number} row
 * @param {number} column
 */
export function pixelColours({ patch }, channel, row, column) {
  const share = patch.map((_, c) => (channel === null || c === channel ? 1 : 0.25));
  const light = channel === null ? null : patch[channel][row][column];
  const rgb = patch.map((values, c) => share[c] * (light ?? values[row][column]));
  return [`rgb(${rgb.map(Math.round).join(", ")})`, isBright(rgb) ? "#000" : "#fff"];
}

/**
 * Whether black can be read better than white on this colour, by the contrast of WCAG.
 *
 * @param {number[]} rgb
 */
function isBright(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

/**
 * The places where rows of numbers are zero.
 *
 * @param {number[][]} rows
 */
export function zeros(rows) {
  return rows.flatMap((row, i) => row.flatMap((value, j) => (value === 0 ? [[i, j]] : [])));
}

/**
 * The most characters that numbers of each kind take, as lengths for the style sheet: so no step
 * and no pointer changes a width.
 *
 * @param {Setting} setting
 * @param {Output[]} outputs - all there are
 */
export function widths(setting, outputs) {
  const numbers = {
    weight: setting.weight.flat(3).map(formatNumber),
    product: outputs.flatMap((output) => products(setting, output).flat(2)).map(formatNumber),
    sum: outputs.flatMap((output) => sums(setting, output)).map(formatFactor),
    output: outputs.map((output) => formatNumber(total(setting, output))),
  };
  return Object.entries(numbers).map(([name, texts]) => ({
    name: `--${name}`,
    characters: String(Math.max(...texts.map((text) => text.length))),
  }));
}

/**
 * The figure's frame around its grids and controls.
 *
 * @param {ReturnType<typeof import("./grids.js").makeGrids>} grids
 * @param {{ amounts: Element[], meaning: Element, answer: Element }} result
 * @param {Element[]} controls
 */
export function layOut(grids, { amounts, meaning, answer }, controls) {
  const patch = panel("Colour patch", grids.patch, "bare");
  const bands = NAMES.map((name, c) =>
    element(
      "div",
      { class: `band ${name}`, role: "group", "aria-label": name },
      panel(`${name} channel`, grids.channels[c], "channel"),
      sign("×", "times"),
      panel("its kernel", grids.kernels[c], "bare kernel"),
      sign("=", "equals"),
      panel("products", grids.products[c], "bare products"),
      element("span", { class: "leader" }),
      addend(`sum of ${name}`, c ? "+" : "", amounts[c]),
    ),
  );
  const equals = element("span", {}, sign("="), answer);
  const sum = element("div", { class: "total" }, meaning, equals);
  const outputs = grids.outputs.map((grid, f) => panel(`Output ${f}`, grid));
  return [
    element("div", { class: "top" }, patch, ...controls),
    ...bands,
    element(
      "div",
      { class: "end" },
      element("div", { class: "sum bare" }, addend("bias", "+", grids.bias.element), sum),
      element("div", { class: "outputs" }, ...outputs),
    ),
  ];
}

/**
 * @param {string} text
 * @param {string} [name]
 */
function sign(text, name = "") {
  return element("span", { class: `sign ${name}`, "aria-hidden": "true" }, text);
}

/**
 * @param {string} title
 * @param {Grid} grid
 * @param {string} [name]
 */
function panel(title, grid, name = "") {
  const heading = element("p", { class: "title" }, title);
  return element("div", { class: `panel ${name}` }, heading, grid.element);
}

/**
 * One addend of the column that is added up: its name, and + with the number.
 *
 * @param {string} name
 * @param {string} plus
 * @param {Element} shown
 */
function addend(name, plus, shown) {
  return element(
    "div",
    { class: "addend" },
    element("span", { class: "muted" }, name),
    element("span", { class: "amount" }, sign(plus), shown),
  );
}
