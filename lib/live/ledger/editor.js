// Where one layer, or the input, is changed: its numbers, its place, and a new one behind it.
import { makeButton, makeNumberField, makeSelect } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { isWindow } from "./network.js";

/**
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {import("./network.js").State} State
 * @typedef {[key: string, label: string, least: number, most: number]} Field
 *
 * @typedef {object} Act - what the controls ask for
 * @property {(key: string, value: number) => void} onNumber
 * @property {(by: number) => void} onMove
 * @property {() => void} onRemove
 * @property {(kind: string) => void} onAdd
 * @property {(sentence: string) => void} onRefuse
 */

/** @type {Field} */
const CHANNELS = ["out", "output channels", 1, 1024];
/** @type {Field[]} */
const WINDOW = [
  ["kernel", "kernel size", 1, 31],
  ["stride", "stride", 1, 31],
  ["padding", "padding", 0, 15],
];
/** @type {Field[]} */
const INPUT = [
  ["0", "channels", 1, 1024],
  ["1", "rows", 1, 512],
  ["2", "columns", 1, 512],
];
/** @type {Field[]} */
const LINEAR = [
  ["in", "inputs", 1, 1000000],
  ["out", "outputs", 1, 100000],
];

/** @param {Layer | null} layer - null: the input */
function fieldsOf(layer) {
  if (!layer) return INPUT;
  if (layer.kind === "Linear") return LINEAR;
  if (!isWindow(layer)) return [];
  return layer.kind === "Conv2d" ? [CHANNELS, ...WINDOW] : WINDOW;
}

/**
 * The numbers of the chosen row, by the keys of its fields.
 *
 * @param {State} state
 * @returns {Record<string, any>}
 */
export function numbersOf({ input, layers, chosen }) {
  return chosen ? layers[chosen - 1] : input;
}

/**
 * The editor of the chosen row; `name` is what the table calls it.
 *
 * @param {State} state
 * @param {string} name
 * @param {string[]} kinds - of layers that can be added
 * @param {Act} act
 */
export function makeEditor(state, name, kinds, act) {
  const layer = state.chosen ? state.layers[state.chosen - 1] : null;
  const fields = fieldsOf(layer).map(([key, label, least, most]) => {
    const onChange = (/** @type {number} */ value) => act.onNumber(key, value);
    const limits = { least, most, onChange, onRefuse: act.onRefuse };
    return { key, field: makeNumberField(label, numbersOf(state)[key], limits) };
  });
  const [up, down] = [makeButton("Move up", () => act.onMove(-1), { icon: "up" })].concat(
    makeButton("Move down", () => act.onMove(1), { icon: "down" }),
  );
  const remove = makeButton("Remove", act.onRemove);
  const place = element("div", { class: "buttons" }, up.element, down.element, remove.element);
  return {
    element: element(
      "div",
      { class: "controls", role: "group", "aria-label": `edit ${name}` },
      ...fields.map(({ field }) => field.element),
      layer && place,
      makeAdder(kinds, act.onAdd),
    ),
    /** @param {State} now */
    set(now) {
      for (const { key, field } of fields) field.set(numbersOf(now)[key]);
      up.set({ disabled: now.chosen === 1 });
      down.set({ disabled: now.chosen === now.layers.length });
    },
  };
}

/**
 * @param {string[]} kinds
 * @param {(kind: string) => void} onAdd
 */
function makeAdder(kinds, onAdd) {
  let kind = kinds[0];
  const choices = kinds.map((each) => [each, each]);
  const select = makeSelect("new layer", kind, choices, (chosen) => (kind = chosen));
  const add = makeButton("Add below", () => onAdd(kind));
  return element("div", { class: "add" }, select.element, add.element);
}
