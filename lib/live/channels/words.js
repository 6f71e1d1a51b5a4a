// What the channels figure says.
import { formatFactor, formatNumber } from "../kit/format.js";
import { CHANNELS } from "./rules.py";
import { sums, total } from "./sums.js";

/** @typedef {import("./sums.js").Setting} Setting */
/** @typedef {import("./sums.js").Output} Output */

/** @type {string[]} */
export const NAMES = CHANNELS;

/**
 * One pixel, with its place.
 *
 * @param {Setting} setting
 * @param {number} row
 * @param {number} column
 */
export function pixelInWords({ patch }, row, column) {
  const parts = NAMES.map((name, c) => `${name} ${patch[c][row][column]}`);
  return `row ${row}, column ${column}: ${parts.join(", ")}`;
}

/**
 * An output in few words, for those who listen while it plays.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function outputInWords(setting, output) {
  const { f, i, j } = output;
  return `output ${f}, row ${i}, column ${j}: ${formatNumber(total(setting, output))}`;
}

/**
 * How an output comes about.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function arithmetic(setting, output) {
  const { f, i, j } = output;
  const parts = [...sums(setting, output), setting.bias[f]].map(formatFactor);
  const names = [...NAMES, "bias"];
  const terms = parts.map((part, k) => `${part} (${names[k]})`).join(" + ");
  return `y[${f}, ${i}, ${j}] = ${terms} = ${formatNumber(total(setting, output))}`;
}

/**
 * How one product of an output comes about: that of weight (k, l) of channel c.
 *
 * @param {Setting} setting
 * @param {Output} output
 * @param {{ c: number, k: number, l: number }} tap
 */
export function productInWords({ patch, weight }, { f, i, j }, { c, k, l }) {
  const [x, w] = [patch[c][i + k][j + l], weight[f][c][k][l]];
  const names = `x[${c}, ${i + k}, ${j + l}] · w[${f}, ${c}, ${k}, ${l}]`;
  return `${NAMES[c]}: ${names} = ${x} · ${formatFactor(w)} = ${formatNumber(x * w)}`;
}
