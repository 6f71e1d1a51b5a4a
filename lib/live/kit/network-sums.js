// How one activation was made: the inputs in its window, their products with the weights, the sum;
// and the pixels that it depends on.
import { reach } from "./fields.py";

/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {import("./network-tiles.js").Place} Place */

/**
 * Inputs, weights and products have the kernel's size; padding counts as 0. The window begins at
 * row `top` and column `left` of the input.
 *
 * @typedef {object} Parts
 * @property {Volume} inputs
 * @property {Volume} weights
 * @property {Volume} products
 * @property {number} top
 * @property {number} left
 * @property {number} bias
 * @property {number} sum
 * @property {number} value - of the activation: the sum, cut where the layer has a ReLU
 */

/**
 * @param {Layer} layer
 * @param {Volume} x - its input
 * @param {Place} place - of the activation
 * @returns {Parts}
 */
export function partsOf(layer, x, [f, i, j]) {
  const [, channels, rows, columns] = layer.shape;
  const [top, left] = [i, j].map((k) => k * layer.stride - layer.padding);
  const weights = kernelOf(layer, f);
  const inputs = { channels, rows, columns, values: new Float64Array(weights.values.length) };
  const products = { ...inputs, values: new Float64Array(weights.values.length) };
  let sum = layer.bias[f];
  weights.values.forEach((weight, n) => {
    const place = inputAt(x, { top, left }, placeOf(weights, n));
    inputs.values[n] = place ? valueAt(x, place) : 0;
    products.values[n] = inputs.values[n] * weight;
    sum += products.values[n];
  });
  const value = layer.relu ? Math.max(0, sum) : sum;
  return { inputs, weights, products, top, left, bias: layer.bias[f], sum, value };
}

/**
 * The kernel of an output channel: one picture for every input channel.
 *
 * @param {Layer} layer
 * @param {number} f
 * @returns {Volume}
 */
export function kernelOf({ shape: [, channels, rows, columns], weight }, f) {
  const size = channels * rows * columns;
  return { channels, rows, columns, values: weight.subarray(f * size, (f + 1) * size) };
}

/**
 * Where an element of a window lies in the input x, or null where it is padding.
 *
 * @param {Volume} x
 * @param {{ top: number, left: number }} window
 * @param {Place} place
 * @returns {Place | null}
 */
export function inputAt(x, { top, left }, [c, k, l]) {
  const [row, column] = [top + k, left + l];
  const isInside = row >= 0 && row < x.rows && column >= 0 && column < x.columns;
  return isInside ? [c, row, column] : null;
}

/**
 * @param {Volume} x
 * @param {Place} place
 */
export function valueAt(x, [c, i, j]) {
  return x.values[(c * x.rows + i) * x.columns + j];
}

/**
 * The place of the element with number n.
 *
 * @param {Volume} x
 * @param {number} n
 * @returns {Place}
 */
export function placeOf(x, n) {
  const size = x.rows * x.columns;
  return [Math.floor(n / size), Math.floor((n % size) / x.columns), n % x.columns];
}

/**
 * The place of the largest value; of equal ones, the first.
 *
 * @param {Volume} x
 */
export function placeOfLargest(x) {
  return placeOf(x, x.values.indexOf(largestOf(x)));
}

/** @param {Volume} x */
export function largestOf(x) {
  let most = -Infinity;
  for (const value of x.values) most = Math.max(most, value);
  return most;
}

/**
 * The largest size of a value, whatever its sign.
 *
 * @param {Volume} x
 */
export function mostOf(x) {
  let most = 0;
  for (const value of x.values) most = Math.max(most, Math.abs(value));
  return most;
}

/**
 * The numbers of the products that are largest in size, `count` at most; zeros are left out.
 *
 * @param {Volume} products
 * @param {number} count
 */
export function largestProducts(products, count) {
  /** @param {number} n */
  const size = (n) => Math.abs(products.values[n]);
  const all = [...products.values.keys()].filter((n) => size(n) > 0);
  return all.sort((a, b) => size(b) - size(a) || a - b).slice(0, count);
}

/**
 * The pixels that an output depends on: first and last row, first and last column, and the
 * corners between which they lie; null where all that is read is padding.
 *
 * @typedef {object} Field
 * @property {number[]} rows
 * @property {number[]} columns
 * @property {Place | null} from
 * @property {[number, number]} to
 */

/**
 * Of the output at a place of the last of these layers.
 *
 * @param {Layer[]} layers
 * @param {Volume[]} volumes - volumes[n] is the input of layer n
 * @param {Place} place
 * @returns {Field}
 */
export function fieldOf(layers, volumes, [, i, j]) {
  const windows = layers.map(({ stride, padding, shape: [, , height, width] }, n) => [
    { stride, padding, kernel: height, length: volumes[n].rows },
    { stride, padding, kernel: width, length: volumes[n].columns },
  ]);
  const [rows, columns] = [i, j].map((k, axis) => {
    const along = windows.map((each) => each[axis]);
    return reach(along, [k]);
  });
  const isSeen = rows.length > 0 && columns.length > 0;
  return {
    rows,
    columns,
    from: isSeen ? [0, rows[0], columns[0]] : null,
    to: [rows[1], columns[1]],
  };
}

/**
 * The same in words.
 *
 * @param {Field} field
 */
export function fieldText({ rows, columns, from }) {
  if (!from) return "It depends on no pixel: all that it reads is padding.";
  const [height, width] = [rows, columns].map(([first, last]) => last - first + 1);
  const lit = `It depends on the ${height} × ${width} pixels that are lit:`;
  return `${lit} rows ${rows.join(" to ")}, columns ${columns.join(" to ")}.`;
}

/**
 * What an activation or a pixel is called: conv2[3, 6, 7], picture[0, 12, 13], fc[4].
 *
 * @param {Layer[]} layers
 * @param {Volume[]} volumes
 * @param {number} n - 0: the picture; else layer n - 1 made it
 * @param {Place} place
 */
export function nameOf(layers, volumes, n, place) {
  const isSingle = volumes[n].rows * volumes[n].columns === 1;
  const name = n === 0 ? "picture" : layers[n - 1].name;
  return `${name}[${isSingle ? place[0] : place.join(", ")}]`;
}

/**
 * A number with four decimals, with a true minus.
 *
 * @param {number} value
 */
export function signed(value) {
  const text = Math.abs(value).toFixed(4);
  return value < 0 && Number(text) > 0 ? `−${text}` : text;
}
