// Three ways to make a picture smaller. Pictures and maps are rows of numbers.
import { border, starts } from "./rules.py";

/** @typedef {number[][]} Rows */
/** @typedef {[number, number]} Pair - rows and columns, or down and right */

/**
 * How two maps differ, of rules.py.
 *
 * @typedef {object} Change
 * @property {Pair[]} changed - places
 * @property {number} counted - places that are not 0 in both
 * @property {number | null} relative - size of the change relative to that of the map before; null
 *   if that was 0 all over
 */

/** @typedef {"max" | "mean" | "convolution"} Kind */

/** @typedef {{ size: number, stride: number, weight: Rows }} Setting - size of a pooling window */

/** @type {Record<Kind, (x: Rows, setting: Setting) => Rows>} */
export const MAPS = { max: maxPool, mean: meanPool, convolution: convolve };

/**
 * What `reduce` makes of every window: lib.layers.max_pool2d and avg_pool2d.
 *
 * @param {Rows} x
 * @param {{ size: number, stride: number }} setting
 * @param {(window: number[]) => number} reduce
 * @returns {Rows}
 */
function pool(x, { size, stride }, reduce) {
  /** @type {number[][]} */
  const [rows, columns] = [x, x[0]].map(({ length }) => starts(length, size, stride));
  /** @type {(r: number, c: number) => number[]} */
  const window = (r, c) => x.slice(r, r + size).flatMap((row) => row.slice(c, c + size));
  return rows.map((r) => columns.map((c) => reduce(window(r, c))));
}

/** @type {(x: Rows, setting: Setting) => Rows} */
function maxPool(x, setting) {
  return pool(x, setting, (window) => Math.max(...window));
}

/** @type {(x: Rows, setting: Setting) => Rows} */
function meanPool(x, setting) {
  return pool(
    x,
    setting,
    (window) => window.reduce((total, value) => total + value, 0) / window.length,
  );
}

/**
 * A cross-correlation with zeros around the picture, lib.layers.conv2d: as many as leave an odd
 * kernel's size unchanged for stride 1.
 *
 * @param {Rows} x
 * @param {Setting} setting
 */
function convolve(x, { weight, stride }) {
  const m = weight.length;
  const p = border(m);
  const side = Array(p).fill(0);
  const empty = Array.from({ length: p }, () => Array(x[0].length + 2 * p).fill(0));
  const padded = [...empty, ...x.map((row) => [...side, ...row, ...side]), ...empty];
  const kernel = weight.flat();
  return pool(padded, { size: m, stride }, (window) =>
    window.reduce((sum, value, k) => sum + value * kernel[k], 0),
  );
}

/**
 * The pixels of a picture that an output reads; a window may reach beyond the picture.
 *
 * @param {Kind} kind
 * @param {Setting} setting
 * @param {Rows} x
 * @param {Pair} output
 * @returns {Pair[]}
 */
export function pixelsOf(kind, { size, stride, weight }, x, [i, j]) {
  const m = kind === "convolution" ? weight.length : size;
  const p = kind === "convolution" ? border(m) : 0;
  /** @type {(from: number, n: number) => number[]} */
  const along = (from, n) =>
    Array.from({ length: m }, (_, k) => from + k).filter((k) => k >= 0 && k < n);
  const columns = along(j * stride - p, x[0].length);
  return along(i * stride - p, x.length).flatMap((r) =>
    columns.map((c) => /** @type {Pair} */ ([r, c])),
  );
}
