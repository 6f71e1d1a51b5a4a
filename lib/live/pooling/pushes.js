// The buttons that push the picture, and the one that puts it back.
import { makeButton } from "../kit/controls.js";
import { element } from "../kit/dom.js";

/** @typedef {import("./maps.js").Pair} Pair */

/** @type {[label: string, icon: "back" | "up" | "down" | "next", by: Pair][]} */
const PUSHES = [
  ["Push left", "back", [0, -1]],
  ["Push up", "up", [-1, 0]],
  ["Push down", "down", [1, 0]],
  ["Push right", "next", [0, 1]],
];

/**
 * @param {number} limit - pixels of a shift along an axis
 * @param {(change: (shift: Pair) => Pair) => void} onPush
 */
export function makePushes(limit, onPush) {
  const pushes = PUSHES.map(([label, icon, [down, right]]) => {
    /** @type {(shift: Pair) => Pair} */
    const pushed = (shift) => [shift[0] + down, shift[1] + right];
    const button = makeButton(label, () => onPush(pushed), { icon, primary: true });
    return { button, pushed };
  });
  const back = makeButton("Put back", () => onPush(() => [0, 0]));
  const named = { class: "buttons", role: "group", "aria-label": "Push the picture" };
  return {
    elements: [element("div", named, ...pushes.map(({ button }) => button.element)), back.element],

    /** @param {Pair} shift */
    set(shift) {
      for (const { button, pushed } of pushes) {
        button.set({ disabled: pushed(shift).some((by) => Math.abs(by) > limit) });
      }
      back.set({ disabled: !shift.some(Boolean) });
    },
  };
}
