// The four grids of the stepper, each under its title, and the sentence below them.
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makeLine } from "./line.js";
import { misfit, outputs, paddedInput, slidingKernel } from "./steps.js";
import { longest, titles } from "./words.js";

/** @typedef {import("./steps.js").At} At */
/** @typedef {import("./views.js").Place} Place */
/** @typedef {import("./views.js").View} View */
/** @typedef {ReturnType<typeof makeGrid>} Grid */

/**
 * @param {import("./draw.js").Data} data
 * @param {object} does
 * @param {(grid: Place, at: At, value: number) => void} does.onEdit
 * @param {(pointed: import("./views.js").Pointed | null, how?: string) => void} does.onPoint
 * @param {(at: At) => void} does.onPick
 * @param {(sentence: string) => void} does.onRefuse
 */
export function makeGrids(data, { onEdit, onPoint, onPick, onRefuse }) {
  /** @typedef {import("../kit/grid.js").Options} Options */
  /** @type {(grid: Place, label: string, values: Options["values"], more?: object) => Grid} */
  const make = (grid, label, values, more = {}) =>
    makeGrid({
      label,
      values,
      onEdit: (i, j, value) => onEdit(grid, [i, j], value),
      onPoint: (i, j = 0, how = "pointer") =>
        onPoint(i === null ? null : { grid, at: [i, j] }, how),
      onRefuse,
      ...more,
    });
  /** @type {Options["onPick"]} */
  const pick = (i, j) => onPick([i, j]);
  const grids = {
    input: make("input", "input x", data.x, { editable: true }),
    kernel: make("kernel", "kernel w", data.w, { editable: true }),
    sliding: make("sliding", "kernel as it slides", data.w),
    output: make("output", "output y", [[null]], { onPick: pick }),
  };
  return { ...grids, ...layOut(grids, data.isVector), line: makeLine() };
}

/**
 * The panels: the output stands beside the input; of a vector, below it.
 *
 * @param {Record<Place, Grid>} grids
 * @param {boolean} isVector
 */
function layOut(grids, isVector) {
  const places = /** @type {Place[]} */ (Object.keys(grids));
  const headings = Object.fromEntries(places.map((at) => [at, element("p", { class: "title" })]));
  const [input, kernel, sliding, output] = places.map((at) =>
    element("div", { class: `panel ${at}` }, headings[at], grids[at].element),
  );
  const kernels = element("div", { class: "kernels" }, kernel, sliding);
  const order = isVector ? [input, kernels, output] : [input, output, kernels];
  const className = isVector ? "panels vector" : "panels";
  return { headings, element: element("div", { class: className }, ...order) };
}

/**
 * Shows all numbers; of the outputs, those up to this step.
 *
 * @param {ReturnType<typeof makeGrids>} grids
 * @param {import("./steps.js").Setting & { titles: Record<"x" | "w" | "y", string> }} setting
 * @param {number} step
 */
export function showNumbers(grids, setting, step) {
  const fits = misfit(setting) === null;
  grids.input.set({ values: paddedInput(setting), padding: [...setting.padding] });
  grids.kernel.set({ values: setting.w });
  grids.sliding.set({ values: slidingKernel(setting) });
  if (fits) grids.output.set({ values: outputs(setting, step + 1) });
  grids.output.element.hidden = !fits;
  for (const [at, text] of Object.entries(titles(setting))) grids.headings[at].textContent = text;
  const most = Math.max(...setting.w.flat().map((w) => formatNumber(w).length));
  grids.element.style.setProperty("--note", String(most + 1)); // characters of "×-2.5"
  grids.line.reserve(longest(setting));
}

/**
 * @param {ReturnType<typeof makeGrids>} grids
 * @param {View} view
 */
export function showView(grids, view) {
  grids.input.mark("field", view.field);
  grids.input.mark("current", view.input);
  grids.input.note(view.notes);
  grids.output.mark("current", view.output);
  grids.output.mark("users", view.users);
  grids.sliding.mark("current", view.sliding);
  grids.kernel.mark("current", view.kernel);
  grids.line.set(view.line);
}

/**
 * Scrolls, within the grids alone, to a window and its output.
 *
 * @param {ReturnType<typeof makeGrids>} grids
 * @param {View} view
 */
export function reveal(grids, { field, output }) {
  for (const at of [field[field.length - 1], field[0]]) grids.input.reveal(...at);
  grids.output.reveal(...output[0]);
}
