// A shift of a picture, and how maps differ. Pictures and maps are rows of numbers.

/** @typedef {number[][]} Rows */
/** @typedef {[number, number]} Pair - rows and columns, or down and right */

/**
 * How two maps differ.
 *
 * @typedef {object} Change
 * @property {Pair[]} changed - places
 * @property {number} counted - places that are not 0 in both
 * @property {number | null} relative - size of the change relative to that of the map before; null
 *   if that was 0 all over
 */

/**
 * The picture moved down and to the right; what leaves it is lost, and zeros come in.
 *
 * @param {Rows} x
 * @param {Pair} by
 * @returns {Rows}
 */
export function shifted(x, [down, right]) {
  return x.map((row, i) => row.map((_, j) => x[i - down]?.[j - right] ?? 0));
}

/**
 * Whether numbers are equal but for rounding, among numbers as large as `scale`.
 *
 * @param {number} a
 * @param {number} b
 * @param {number} scale
 */
function equal(a, b, scale) {
  return Math.abs(a - b) <= 1e-9 * scale;
}

/** @param {...Rows} maps */
function scaleOf(...maps) {
  return Math.max(...maps.flat(2).map(Math.abs));
}

/**
 * @param {Rows} before
 * @param {Rows} after
 * @returns {Change}
 */
export function compare(before, after) {
  const places = before.flatMap((row, i) => row.map((_, j) => /** @type {Pair} */ ([i, j])));
  /** @type {(map: Rows, place: Pair) => number} */
  const at = (map, [i, j]) => map[i][j];
  /** @type {(list: number[]) => number} */
  const norm = (list) => Math.sqrt(list.reduce((sum, value) => sum + value ** 2, 0));
  const scale = scaleOf(before, after);
  /** @type {(value: number) => boolean} */
  const isInk = (value) => !equal(value, 0, scale);
  const size = norm(before.flat());
  const differences = places.map((place) => at(after, place) - at(before, place));
  return {
    changed: places.filter((place) => !equal(at(before, place), at(after, place), scale)),
    counted: places.filter((place) => isInk(at(before, place)) || isInk(at(after, place))).length,
    relative: size ? norm(differences) / size : null,
  };
}

/**
 * Whether the map after is the map before, moved: equal wherever the two overlap.
 *
 * @param {Rows} before
 * @param {Rows} after
 * @param {Pair} by
 */
export function isMoved(before, after, [down, right]) {
  const scale = scaleOf(before, after);
  return after.every((row, i) =>
    row.every((value, j) => {
      const source = before[i - down]?.[j - right];
      return source === undefined || equal(source, value, scale);
    }),
  );
}
