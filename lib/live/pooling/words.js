// What the figure says of a push.
import { distance, is_moved, share } from "./rules.py";

/** @typedef {import("./maps.js").Change} Change */
/** @typedef {import("./maps.js").Pair} Pair */
/** @typedef {import("./maps.js").Rows} Rows */
/** @typedef {{ before: Rows, after: Rows, change: Change }} Found - of one of the maps */

/**
 * @param {import("./draw.js").State} state
 * @param {Record<import("./maps.js").Kind, Found>} found
 */
export function sentence({ shift, stride }, found) {
  if (!shift.some(Boolean)) return "Push the picture by one pixel, and watch what changes.";
  const [max, mean, convolution] = [found.max, found.mean, found.convolution].map(({ change }) =>
    share(change),
  );
  const said = [
    `Moved ${distance(shift)}. Changed: ${max} outputs of max pooling, ` +
      `${mean} of mean pooling, ${convolution} of the convolution.`,
  ];
  const steps = /** @type {Pair} */ (shift.map((by) => by / stride));
  const areMoved = () =>
    Object.values(found).every(({ before, after }) => is_moved(before, after, steps));
  if (steps.every(Number.isInteger) && areMoved()) {
    const moved = distance(steps);
    said.push(`Whole strides: each map is what it was, moved ${moved}.`);
  }
  return said.join(" ");
}
