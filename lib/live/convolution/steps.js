// The arithmetic of a convolution, one output element at a time.

/** @typedef {[number, number]} At - a row and a column */

/**
 * What the reader can choose along one axis, and what follows: `sizes[p][s - 1][d - 1]` outputs
 * for padding p, stride s and dilation d, or why the kernel does not fit, `misfits[p][d - 1]`.
 *
 * @typedef {object} Axis
 * @property {Record<"padding" | "stride" | "dilation", [number, number]>} limits
 * @property {(number | null)[][][]} sizes
 * @property {(string | null)[][]} misfits
 */

/**
 * x and w are rows of numbers, one row for a vector; of pairs, the first is for rows.
 *
 * @typedef {object} Setting
 * @property {number[][]} x
 * @property {number[][]} w
 * @property {[number, number]} padding
 * @property {[number, number]} stride
 * @property {[number, number]} dilation
 * @property {boolean} flip
 * @property {boolean} isVector
 * @property {[Axis, Axis]} axes
 */

/**
 * One product of an output: of the element x at place `at` of the padded input and the element w at
 * place `tap` of the kernel that slides.
 *
 * @typedef {{ at: At, tap: At, x: number, w: number, isPadding: boolean }} Term
 */

/**
 * Why this kernel does not fit into the padded input, or null.
 *
 * @param {Setting} setting
 */
export function misfit({ axes, padding, dilation }) {
  const found = axes.map(({ misfits }, k) => misfits[padding[k]][dilation[k] - 1]);
  return found.find((sentence) => sentence !== null) ?? null;
}

/**
 * Rows and columns of the output; no rows and no columns where the kernel does not fit.
 *
 * @param {Setting} setting
 * @returns {[number, number]}
 */
export function outputShape({ axes, padding, stride, dilation }) {
  const [rows, columns] = axes.map(
    ({ sizes }, k) => sizes[padding[k]][stride[k] - 1][dilation[k] - 1],
  );
  return rows && columns ? [rows, columns] : [0, 0];
}

/** @param {Setting} setting */
export function paddedInput({ x, padding: [rows, columns] }) {
  const width = x[0].length + 2 * columns;
  const zeros = () => Array.from({ length: rows }, () => Array(width).fill(0));
  const side = Array(columns).fill(0);
  return [...zeros(), ...x.map((row) => [...side, ...row, ...side]), ...zeros()];
}

/**
 * The place in x of an element of the padded input, or null for padding.
 *
 * @param {Setting} setting
 * @param {At} at
 * @returns {At | null}
 */
export function unpadded({ x, padding }, [r, c]) {
  const [i, j] = [r - padding[0], c - padding[1]];
  return i >= 0 && j >= 0 && i < x.length && j < x[0].length ? [i, j] : null;
}

/**
 * The kernel as it slides: rotated by 180 degrees for a convolution.
 *
 * @param {Setting} setting
 */
export function slidingKernel({ w, flip }) {
  return flip ? w.map((row) => [...row].reverse()).reverse() : w;
}

/**
 * Where an element of the sliding kernel stands in the kernel as given, and the other way round.
 *
 * @param {Setting} setting
 * @param {At} at
 * @returns {At}
 */
export function turned({ w, flip }, [k, l]) {
  return flip ? [w.length - 1 - k, w[0].length - 1 - l] : [k, l];
}

/**
 * All places of rows of numbers, in reading order.
 *
 * @param {number} rows
 * @param {number} columns
 */
export function places(rows, columns) {
  return Array.from(
    { length: rows * columns },
    (_, k) => /** @type {At} */ ([Math.floor(k / columns), k % columns]),
  );
}

/**
 * The place in the padded input that an element of the sliding kernel meets for an output.
 *
 * @param {Setting} setting
 * @param {At} output
 * @param {At} tap
 * @returns {At}
 */
export function met({ stride, dilation }, [i, j], [k, l]) {
  return [i * stride[0] + k * dilation[0], j * stride[1] + l * dilation[1]];
}

/**
 * The terms of an output, in reading order.
 *
 * @param {Setting} setting
 * @param {At} output
 * @returns {Term[]}
 */
export function terms(setting, output) {
  const kernel = slidingKernel(setting);
  return places(kernel.length, kernel[0].length).map((tap) => {
    const at = met(setting, output, tap);
    const place = unpadded(setting, at);
    const x = place ? setting.x[place[0]][place[1]] : 0;
    return { at, tap, x, w: kernel[tap[0]][tap[1]], isPadding: place === null };
  });
}

/** @param {Pick<Term, "x" | "w">[]} list */
export function sum(list) {
  return list.reduce((total, { x, w }) => total + x * w, 0);
}

/**
 * Rows of outputs; those behind the first `known` ones, in reading order, are null.
 *
 * @param {Setting} setting
 * @param {number} [known]
 */
export function outputs(setting, known = Infinity) {
  const [rows, columns] = outputShape(setting);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      i * columns + j < known ? sum(terms(setting, [i, j])) : null,
    ),
  );
}

/**
 * The outputs that read an element of the padded input.
 *
 * @param {Setting} setting
 * @param {At} at
 * @returns {At[]}
 */
export function users(setting, [r, c]) {
  const [rows, columns] = outputShape(setting);
  /** @type {(place: number, m: number, axis: number, size: number) => number[]} */
  const along = (place, m, axis, size) =>
    [...Array(size).keys()].filter((i) => {
      const tap = (place - i * setting.stride[axis]) / setting.dilation[axis];
      return Number.isInteger(tap) && tap >= 0 && tap < m;
    });
  const found = along(c, setting.w[0].length, 1, columns);
  return along(r, setting.w.length, 0, rows).flatMap((i) =>
    found.map((j) => /** @type {At} */ ([i, j])),
  );
}
