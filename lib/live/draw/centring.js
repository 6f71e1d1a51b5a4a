// From ink on the pad to a picture like those of MNIST.
import { SIZE } from "../kit/sizes.py";
import { BOX, PAD } from "./sizes.py";

/**
 * The ink's rows and columns on the pad, and in the picture, where its corner stands at `top` and
 * `left`.
 *
 * @typedef {object} Centred
 * @property {Float32Array} picture - 28 x 28 values from 0 to 1
 * @property {number[]} from
 * @property {number[]} to
 * @property {number} top
 * @property {number} left
 */

/**
 * Scales the ink so that its longer side measures 20 pixels, and puts its centre of mass into the
 * middle of 28 x 28, as the makers of MNIST did; then rounds to 256 greys, as theirs.
 *
 * @param {Float32Array} ink
 * @returns {Centred | null} null without ink
 */
export function centre(ink) {
  const [top, bottom] = extent(ink, PAD, 1);
  const [left, right] = extent(ink, 1, PAD);
  if (top === bottom) return null;
  const from = [bottom - top, right - left];
  const to = from.map((n) => Math.max(1, Math.round((n * BOX) / Math.max(...from))));
  const columnsFirst = shrink(ink, PAD, [left, right], to[1]); // (columns, PAD)
  const small = shrink(columnsFirst, PAD, [top, bottom], to[0]); // (rows, columns)
  const [y, x] = [0, 1].map((axis) => placeOf(small, to, axis));
  const picture = new Float32Array(SIZE * SIZE);
  small.forEach((value, k) => {
    const [i, j] = [Math.floor(k / to[1]), k % to[1]];
    picture[(y + i) * SIZE + x + j] = Math.round(255 * value) / 255;
  });
  return { picture, from, to, top: y, left: x };
}

/**
 * The first row or column of the scaled ink in the picture.
 *
 * All digits of MNIST have a centre of mass from 13.5 to below 14.5. The small number is for
 * rounding; where a lopsided drawing would leave the picture, it stays at the edge.
 *
 * @param {Float64Array} small
 * @param {number[]} lengths - its rows and columns
 * @param {number} axis
 */
function placeOf(small, lengths, axis) {
  /** @param {number} k */
  const index = (k) => (axis === 0 ? Math.floor(k / lengths[1]) : k % lengths[1]);
  const mass = small.reduce((sum, value) => sum + value);
  const mean = small.reduce((sum, value, k) => sum + value * index(k), 0) / mass;
  const start = SIZE / 2 - Math.floor(mean + 0.5 + 1e-6);
  return Math.max(0, Math.min(SIZE - lengths[axis], start));
}

/**
 * The first line with ink, and the one behind the last.
 *
 * @param {Float32Array} ink
 * @param {number} stride - numbers from line to line
 * @param {number} step - numbers from pixel to pixel of a line
 */
function extent(ink, stride, step) {
  let [first, end] = [0, 0];
  for (let k = 0; k < PAD; k += 1) {
    let isInked = false;
    for (let l = 0; l < PAD && !isInked; l += 1) isInked = ink[k * stride + l * step] > 0;
    if (isInked && end === 0) first = k;
    if (isInked) end = k + 1;
  }
  return [first, end];
}

/**
 * Means over n equal stretches of each row, from column `start` to before `end`; transposed.
 *
 * @param {Float32Array | Float64Array} values
 * @param {number} columns
 * @param {number[]} stretch
 * @param {number} n
 */
function shrink(values, columns, [start, end], n) {
  const rows = values.length / columns;
  const made = new Float64Array(n * rows);
  const length = (end - start) / n;
  for (let k = 0; k < n; k += 1) {
    const [from, to] = [start + k * length, Math.min(end, start + (k + 1) * length)];
    for (let c = Math.floor(from); c < to; c += 1) {
      const share = (Math.min(to, c + 1) - Math.max(from, c)) / length;
      for (let r = 0; r < rows; r += 1) made[k * rows + r] += share * values[r * columns + c];
    }
  }
  return made;
}
