// Ink on the pad: a number from 0 to 1 for each of its pixels.
import { SIZE } from "../kit/sizes.py";
import { PAD } from "./sizes.py";

export const RADIUS = 11; // of the pen

/** @typedef {[number, number]} Point - row and column on the pad, in its pixels */

/**
 * Adds the ink of a straight stroke. Its edge is soft: it fades over one pixel.
 *
 * @param {Float32Array} ink
 * @param {Point} from
 * @param {Point} to
 */
export function stroke(ink, [y0, x0], [y1, x1]) {
  const [dy, dx] = [y1 - y0, x1 - x0];
  const [top, bottom] = reach(y0, y1);
  const [left, right] = reach(x0, x1);
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      // how far along the stroke its point is that is nearest to this pixel's centre
      const along = ((y + 0.5 - y0) * dy + (x + 0.5 - x0) * dx) / (dy * dy + dx * dx || 1);
      const t = Math.max(0, Math.min(1, along));
      const distance = Math.hypot(y + 0.5 - y0 - t * dy, x + 0.5 - x0 - t * dx);
      const added = Math.max(0, Math.min(1, RADIUS + 0.5 - distance));
      ink[y * PAD + x] = Math.max(ink[y * PAD + x], added);
    }
  }
}

/**
 * The first and the last line of pixels that a stroke from a to b can touch.
 *
 * @param {number} a
 * @param {number} b
 */
function reach(a, b) {
  const [first, last] = [Math.min(a, b) - RADIUS - 1, Math.max(a, b) + RADIUS + 1];
  return [Math.max(0, Math.floor(first)), Math.min(PAD - 1, Math.ceil(last))];
}

/**
 * The part of a straight line that lies on the pad, or null.
 *
 * @param {Point} from
 * @param {Point} to
 * @returns {[Point, Point] | null}
 */
export function clip(from, to) {
  let [first, last] = [0, 1]; // shares of the way between which it is inside
  for (const axis of [0, 1]) {
    const way = to[axis] - from[axis];
    const ends = [-from[axis] / way, (PAD - from[axis]) / way].sort((a, b) => a - b);
    if (way === 0 && (from[axis] < 0 || from[axis] > PAD)) return null;
    if (way !== 0) [first, last] = [Math.max(first, ends[0]), Math.min(last, ends[1])];
  }
  if (first > last) return null;
  /** @param {number} t */
  const at = (t) => /** @type {Point} */ (from.map((start, k) => start + t * (to[k] - start)));
  return [first === 0 ? from : at(first), last === 1 ? to : at(last)];
}

/**
 * A picture of 28 x 28 bytes, on the pad.
 *
 * @param {Uint8Array} bytes
 */
export function enlarge(bytes) {
  const times = PAD / SIZE;
  return new Float32Array(PAD * PAD).map((_, k) => {
    const [row, column] = [Math.floor(k / PAD), k % PAD];
    return bytes[Math.floor(row / times) * SIZE + Math.floor(column / times)] / 255;
  });
}
