// What the figure says of a push.
import { isMoved } from "./changes.js";

/** @typedef {import("./changes.js").Change} Change */
/** @typedef {import("./changes.js").Pair} Pair */
/** @typedef {import("./changes.js").Rows} Rows */
/** @typedef {{ before: Rows, after: Rows, change: Change }} Found - of one of the maps */

/**
 * "2 down and 1 left"
 *
 * @param {Pair} by
 * @param {string[][]} directions - [["up", "down"], ["left", "right"]]
 */
function distance(by, directions) {
  const parts = by.map((n, axis) => n && `${Math.abs(n)} ${directions[axis][n > 0 ? 1 : 0]}`);
  return parts.filter(Boolean).join(" and ");
}

/**
 * @param {import("./draw.js").Data} data
 * @param {import("./draw.js").State} state
 * @param {Record<import("./maps.js").Kind, Found>} found
 */
export function sentence({ directions }, { shift, stride }, found) {
  if (!shift.some(Boolean)) return "Push the picture by one pixel, and watch what changes.";
  const [max, mean, convolution] = [found.max, found.mean, found.convolution].map(
    ({ change }) => `${change.changed.length} of ${change.counted}`,
  );
  const said = [
    `Moved ${distance(shift, directions)}. Changed: ${max} outputs of max pooling, ` +
      `${mean} of mean pooling, ${convolution} of the convolution.`,
  ];
  const steps = /** @type {Pair} */ (shift.map((by) => by / stride));
  const areMoved = () =>
    Object.values(found).every(({ before, after }) => isMoved(before, after, steps));
  if (steps.every(Number.isInteger) && areMoved()) {
    const moved = distance(steps, directions);
    said.push(`Whole strides: each map is the one of before, moved ${moved}.`);
  }
  return said.join(" ");
}

/**
 * @param {Change} change
 * @param {string} noun
 * @param {string} empty - what is said where there was nothing to change
 */
export function measure({ changed, counted, relative }, noun, empty) {
  const size = relative === null ? empty : `relative change ${relative.toFixed(2)}`;
  return `${changed.length} of ${counted} nonzero ${noun}; ${size}`;
}
