// Where one layer, or the input, is changed: its numbers, its place, and a new one behind it.
import { makeButton, makeNumberField, makeSelect } from "../kit/controls.js";
import { element } from "../kit/dom.js";

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
 * @param {Pick<import("./draw.js").Data, "kinds" | "fields">} choices
 * @param {Act} act
 */
export function makeEditor(state, name, { kinds, fields: all }, act) {
  const layer = state.chosen ? state.layers[state.chosen - 1] : null;
  const fields = (all[layer?.kind ?? "input"] ?? []).map(([key, label, least, most]) => {
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
