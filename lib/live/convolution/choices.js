// The operation, and padding, stride and dilation: what the reader can choose.
import { makeNumberField, makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";

/**
 * @param {import("./draw.js").Data} data
 * @param {import("./draw.js").State} state
 * @param {(make: () => void) => void} change
 * @param {(sentence: string) => void} refuse
 */
export function makeChoices(data, state, change, refuse) {
  const { operations, isVector } = data;
  const toggle = makeToggle(
    "Operation",
    operations[state.flip ? 0 : 1],
    operations.map((operation) => [operation, operation]),
    (/** @type {string} */ chosen) => change(() => (state.flip = chosen === operations[0])),
  );

  /** @type {(what: "padding" | "stride" | "dilation", label: string, axes: number[]) => Node} */
  const makeField = (what, label, axes) => {
    const [least, most] = data.axes[axes[axes.length - 1]].limits[what];
    const onChange = (/** @type {number} */ wanted) =>
      change(() => axes.forEach((axis) => (state[what][axis] = wanted)));
    const more = { least, most, onChange, onRefuse: refuse };
    return makeNumberField(label, state[what][axes[0]], more).element;
  };

  // One field for both axes, unless they were given different values.
  const fields = /** @type {const} */ (["padding", "stride", "dilation"]).flatMap((what) => {
    const [rows, columns] = data[what];
    if (isVector) return [makeField(what, what, [1])];
    if (rows === columns) return [makeField(what, what, [0, 1])];
    return [makeField(what, `${what}, rows`, [0]), makeField(what, `${what}, columns`, [1])];
  });
  return element("div", { class: "controls" }, toggle.element, ...fields);
}
