// The grids of the channels figure: what each of them lets the reader change and ask about.
import { makeGrid } from "../kit/grid.js";
import { NAMES, pixelInWords } from "./words.js";

/**
 * @typedef {import("./sums.js").Setting} Setting
 * @typedef {import("./sums.js").Output} Output
 *
 * @typedef {object} Point - what the pointer or the focus asks about, one of these
 * @property {Output} [output]
 * @property {Tap} [tap]
 * @property {{ c: number | null, row: number, column: number }} [pixel] - c: of that channel alone
 *
 * @typedef {{ c: number, k: number, l: number }} Tap - weight (k, l) of channel c
 *
 * @typedef {object} Act - what the figure does for its grids
 * @property {(point: Point | null) => void} look
 * @property {(c: number, row: number, column: number, value: number) => void} setPixel
 * @property {(c: number, k: number, l: number, value: number) => void} setWeight
 * @property {(value: number) => void} setBias
 * @property {(output: Output) => void} pick
 * @property {(sentence: string) => void} refuse
 */

/**
 * One grid for the patch, three for the channels, their kernels and products, one for the bias, and
 * one for every output of this size.
 *
 * @param {Setting} setting
 * @param {number[]} size
 * @param {Act} act
 */
export function makeGrids(setting, size, act) {
  return {
    patch: makePatch(setting, act),
    channels: NAMES.map((name, c) => makeChannel(name, c, setting, act)),
    kernels: NAMES.map((name, c) => makeKernel(name, c, setting, act)),
    products: NAMES.map((name, c) => makeProducts(name, c, setting, act)),
    bias: makeGrid({
      label: "bias",
      values: [setting.bias.slice(0, 1)],
      editable: true,
      onEdit: (_, __, value) => act.setBias(value),
      onRefuse: act.refuse,
    }),
    outputs: setting.bias.map((_, f) => makeOutput(f, size, act)),
  };
}

/**
 * @param {Setting} setting
 * @param {Act} act
 */
function makePatch(setting, act) {
  return makeGrid({
    label: "colour patch",
    className: "shaded",
    values: setting.patch[0].map((row) => row.map(() => null)),
    describe: (row, column) => pixelInWords(setting, row, column),
    onPoint: pointer(act, (row, column) => ({ pixel: { c: null, row, column } })),
  });
}

/**
 * @param {string} name
 * @param {number} c
 * @param {Setting} setting
 * @param {Act} act
 */
function makeChannel(name, c, setting, act) {
  return makeGrid({
    label: `${name} channel`,
    className: "shaded",
    values: setting.patch[c],
    editable: true,
    onEdit: (row, column, value) => act.setPixel(c, row, column, value),
    onRefuse: act.refuse,
    onPoint: pointer(act, (row, column) => ({ pixel: { c, row, column } })),
  });
}

/**
 * @param {string} name
 * @param {number} c
 * @param {Setting} setting
 * @param {Act} act
 */
function makeKernel(name, c, setting, act) {
  return makeGrid({
    label: `${name} kernel`,
    values: setting.weight[0][c],
    editable: true,
    onEdit: (k, l, value) => act.setWeight(c, k, l, value),
    onRefuse: act.refuse,
    onPoint: pointer(act, (k, l) => ({ tap: { c, k, l } })),
  });
}

/**
 * @param {string} name
 * @param {number} c
 * @param {Setting} setting
 * @param {Act} act
 */
function makeProducts(name, c, setting, act) {
  return makeGrid({
    label: `${name} products`,
    values: setting.weight[0][c],
    onPoint: pointer(act, (k, l) => ({ tap: { c, k, l } })),
  });
}

/**
 * @param {number} f
 * @param {number[]} size
 * @param {Act} act
 */
function makeOutput(f, [rows, columns], act) {
  return makeGrid({
    label: `output ${f}`,
    values: Array.from({ length: rows }, () => Array(columns).fill(null)),
    onPoint: pointer(act, (i, j) => ({ output: { f, i, j } })),
    onPick: (i, j) => act.pick({ f, i, j }),
  });
}

/**
 * What a grid tells of the pointer, as a question.
 *
 * @param {Act} act
 * @param {(row: number, column: number) => Point} ask
 */
function pointer(act, ask) {
  /** @type {(row: number | null, column?: number) => void} */
  return (row, column = 0) => act.look(row === null ? null : ask(row, column));
}
