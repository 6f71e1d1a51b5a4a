// The drawing as a list of marks, which can be kept, taken back and drawn anew.
import { SIZE } from "../kit/sizes.py";
import { clip, enlarge, RADIUS, stroke } from "./ink.js";
import { BOX, PAD } from "./sizes.py";

/** @typedef {import("./ink.js").Point} Point */
/** @typedef {Point[]} Line - through points; a dot has one */

/**
 * What one action added. With a base the drawing begins anew: on that digit of MNIST, or on an
 * empty pad (null). A name says what stands there ready-made.
 *
 * @typedef {object} Mark
 * @property {number | null} [base]
 * @property {Line[]} lines
 * @property {string} [name]
 */

const REMEMBERED = 300; // marks
const LENGTH = (BOX * PAD) / SIZE; // of a drawing's longer side when it is enlarged, as MNIST's

/**
 * The marks from the last beginning on: these make the drawing.
 *
 * @param {Mark[]} marks
 */
export function current(marks) {
  return marks.slice(marks.findLastIndex((mark) => mark.base !== undefined));
}

/**
 * One mark more. When there are many, the oldest drawing is forgotten, never a part of one.
 *
 * @param {Mark[]} marks
 * @param {Mark} mark
 */
export function add(marks, mark) {
  const all = [...marks, mark];
  const next = all.findIndex((each, k) => k > 0 && each.base !== undefined);
  return all.length > REMEMBERED && next > 0 ? all.slice(next) : all;
}

/**
 * Adds a straight way to the last line of a mark, or as a new one where that ended elsewhere. What
 * lies outside the pad is left out.
 *
 * @param {Mark} mark
 * @param {Point} from
 * @param {Point} to
 */
export function extend({ lines }, from, to) {
  const inside = clip(from, to);
  if (!inside) return;
  const [start, end] = inside.map(rounded);
  const last = lines.at(-1)?.at(-1);
  if (!last || last[0] !== start[0] || last[1] !== start[1]) lines.push([start]);
  const isDot = start[0] === end[0] && start[1] === end[1];
  if (!isDot) lines[lines.length - 1].push(end);
}

/**
 * @param {Point} point
 * @returns {Point}
 */
function rounded([y, x]) {
  return [Math.round(100 * y) / 100, Math.round(100 * x) / 100];
}

/**
 * The strokes of a line, from its first point on, which is a dot.
 *
 * @param {Line} line
 * @returns {[Point, Point][]}
 */
function strokesOf(line) {
  return line.map((to, k) => [line[Math.max(0, k - 1)], to]);
}

/**
 * A function that gives the ink of marks. It adds to what it drew the last time, if it can.
 *
 * @param {Uint8Array[]} digits - of MNIST, 28 x 28 bytes each, which marks can have as their base
 */
export function makeInk(digits) {
  let ink = new Float32Array(PAD * PAD);
  /** @type {{ mark: Mark, count: number }[]} */
  let drawn = [];
  return (/** @type {Mark[]} */ marks) => {
    const shown = current(marks);
    if (drawn.some(({ mark }, k) => mark !== shown[k])) drawn = [];
    if (drawn.length === 0) {
      const base = shown[0]?.base ?? null;
      ink = base === null ? new Float32Array(PAD * PAD) : enlarge(digits[base]);
    }
    drawn = shown.map((mark, k) => {
      const strokes = mark.lines.flatMap(strokesOf);
      for (const [from, to] of strokes.slice(drawn[k]?.count ?? 0)) stroke(ink, from, to);
      return { mark, count: strokes.length };
    });
    return ink;
  };
}

/**
 * The drawing, made as large as MNIST's digits are and moved to the middle, with the same pen; null
 * where nothing could be enlarged: a digit of MNIST, a dot, or what is large.
 *
 * @param {Mark[]} marks
 * @returns {Mark | null}
 */
export function enlarged(marks) {
  const shown = current(marks);
  const lines = shown.flatMap((mark) => mark.lines);
  if (typeof shown[0]?.base === "number" || lines.length === 0) return null;
  const ranges = [0, 1].map((axis) => {
    const all = lines.flat().map((point) => point[axis]);
    return [Math.min(...all), Math.max(...all)];
  });
  const length = Math.max(...ranges.map(([least, most]) => most - least));
  const times = (LENGTH - 2 * RADIUS) / length;
  if (length < 2 * RADIUS || times <= 1) return null;
  /** @param {Point} point */
  const move = (point) =>
    rounded(
      /** @type {Point} */ (
        point.map((at, axis) => PAD / 2 + times * (at - (ranges[axis][0] + ranges[axis][1]) / 2))
      ),
    );
  return { base: null, lines: lines.map((line) => line.map(move)) };
}
