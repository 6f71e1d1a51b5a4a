// The four numbers of the whole network, and where they come from.
import { element } from "../kit/dom.js";
import { shape_text, thousands } from "./rules.py";
import { percent } from "./table.js";

const LABELS = ["Parameters", "Multiply-adds", "Bytes of activations", "Receptive field"];

/**
 * @typedef {import("./network.js").Row} Row
 * @typedef {import("./table.js").Total} Total
 */

export function makeTiles() {
  const tiles = LABELS.map((label) => {
    const [value, note] = ["value", "note muted"].map((name) => element("p", { class: name }));
    const title = element("p", { class: "muted" }, label);
    return { element: element("div", { class: "tile" }, title, value, note), value, note };
  });
  return {
    element: element("div", { class: "tiles" }, ...tiles.map((tile) => tile.element)),
    /** @param {Row[]} rows @param {Total | null} total */
    set(rows, total) {
      const impossible = LABELS.map(() => ["–", "impossible network"]);
      (total ? texts(rows, total) : impossible).forEach(([value, note], k) => {
        tiles[k].value.textContent = value;
        tiles[k].note.textContent = note;
      });
    },
  };
}

/**
 * @param {Row[]} rows
 * @param {Total} total
 */
function texts(rows, total) {
  const costs = /** @type {(keyof Total)[]} */ (["parameters", "multiply_adds", "bytes"]).map(
    (what) => {
      const of = (/** @type {Row} */ row) => row[what] ?? 0;
      const most = rows.reduce((a, b) => (of(b) > of(a) ? b : a));
      return [thousands(total[what]), `${percent(of(most), total[what])} in ${most.name}`];
    },
  );
  const maps = rows.filter(({ shape }) => shape?.length === 3).at(-1);
  const sees = maps?.sees ? [shape_text(maps.sees), `an element of ${maps.name}`] : ["–", ""];
  return [...costs, sees];
}
