// Which activation is traced: its layer, channel, row and column.
import { makeButton, makeNumberField, makeSelect } from "./controls.js";
import { element } from "./dom.js";

/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {import("./network-trace.js").At} At */

/**
 * @param {object} options
 * @param {Layer[]} options.layers
 * @param {HTMLElement | undefined} options.lead - stands in front of the others
 * @param {(n: number) => void} options.onLayer
 * @param {(at: At) => void} options.onGo
 * @param {() => void} options.onBack
 * @param {(text: string) => void} options.onRefuse
 */
export function makeChoice({ layers, lead, onLayer, onGo, onBack, onRefuse }) {
  const choices = layers.map(({ name }, n) => [String(n), name]);
  const layer = makeSelect("Layer", "0", choices, (/** @type {string} */ n) => onLayer(Number(n)));
  const back = makeButton("Back", onBack);
  const places = element("div", { class: "controls" });
  /** @type {At} */
  let at = [-1, 0, 0, 0];
  /** @type {{ element: HTMLElement, set: (value: number) => void }[]} */
  let fields = [];

  /** @param {Volume} y - the fields' limits are those of the layer's output */
  function makeFields(y) {
    fields = ["Channel", "Row", "Column"].map((label, axis) =>
      makeNumberField(label, 0, {
        least: 0,
        most: [y.channels, y.rows, y.columns][axis] - 1,
        onChange: (/** @type {number} */ value) =>
          onGo(/** @type {At} */ (at.map((old, k) => (k === axis + 1 ? value : old)))),
        onRefuse,
      }),
    );
    places.replaceChildren(...fields.map((field) => field.element));
  }

  return {
    element: element("div", { class: "controls" }, lead, back.element, layer.element, places),
    /**
     * @param {Volume[]} volumes
     * @param {{ at: At, path: At[] }} trace
     */
    set(volumes, trace) {
      if (trace.at[0] !== at[0]) makeFields(volumes[trace.at[0] + 1]);
      at = trace.at;
      layer.set(String(at[0]));
      for (const [axis, field] of fields.entries()) field.set(at[axis + 1]);
      back.set({ disabled: trace.path.length === 0 });
    },
  };
}
