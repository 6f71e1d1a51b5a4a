// A convolution over channels: for each channel products and their sum, and all sums added up.
// Nothing is padded, and the stride is 1.

/**
 * @typedef {object} Setting
 * @property {number[][][]} patch - [channel][row][column]
 * @property {number[][][][]} weight - [filter][channel][row][column]
 * @property {number[]} bias - one number for each filter
 *
 * @typedef {{ f: number, i: number, j: number }} Output - element (i, j) of output f
 */

/**
 * The places of the patch that an output reads.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function windowCells({ weight: [[kernel]] }, { i, j }) {
  return kernel.flatMap((row, k) => row.map((_, l) => [i + k, j + l]));
}

/**
 * For each channel the products of an output, as rows.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function products({ patch, weight }, { f, i, j }) {
  return weight[f].map((kernel, c) =>
    kernel.map((row, k) => row.map((w, l) => patch[c][i + k][j + l] * w)),
  );
}

/**
 * For each channel the sum of its products.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function sums(setting, output) {
  return products(setting, output).map((rows) => add(rows.flat()));
}

/**
 * The output: one number, from all channels.
 *
 * @param {Setting} setting
 * @param {Output} output
 */
export function total(setting, output) {
  return add(sums(setting, output)) + setting.bias[output.f];
}

/** @param {number[]} numbers */
function add(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}
