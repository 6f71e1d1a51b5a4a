// Drawings to load: ten digits of MNIST, and what is none.
import { makeButton } from "../kit/controls.js";
import { element, hiddenText } from "../kit/dom.js";
import { makeMaps } from "../kit/network-maps.js";
import { SIZE } from "../kit/sizes.py";
import { centre } from "./centring.js";
import { makeInk } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */

/**
 * @param {Uint8Array[]} digits - 28 x 28 bytes each
 * @param {[string, import("./marks.js").Line[]][]} others - names and lines
 * @param {(mark: Mark) => void} onLoad
 */
export function makeExamples(digits, others, onLoad) {
  const numerals = digits.map((bytes, digit) => {
    const picture = Float32Array.from(bytes, (byte) => byte / 255);
    const load = () => onLoad({ base: digit, lines: [] });
    return makeExample(`Load a ${digit} of MNIST`, picture, load);
  });
  const none = others.map(([name, lines]) => {
    const picture = centre(makeInk([])([{ base: null, lines }]))?.picture;
    const load = () => onLoad({ base: null, lines: structuredClone(lines), name });
    return makeExample(`Load ${name}`, picture ?? new Float32Array(SIZE * SIZE), load);
  });
  return element(
    "div",
    { class: "examples", role: "group", "aria-label": "drawings to load" },
    element("span", {}, "Or load a digit:"),
    element("span", {}, ...numerals),
    element("span", {}, "or none:"),
    element("span", {}, ...none),
  );
}

/**
 * @param {string} label
 * @param {Float32Array} values
 * @param {() => void} onLoad
 */
function makeExample(label, values, onLoad) {
  const maps = makeMaps({ isInk: true });
  maps.set({ channels: 1, rows: SIZE, columns: SIZE, values });
  const button = makeButton("", onLoad).element;
  button.replaceChildren(maps.element, hiddenText(label));
  return button;
}
