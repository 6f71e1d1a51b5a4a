// All feature maps of a network, a line for every layer.
import { element } from "./dom.js";
import { makeMaps } from "./network-maps.js";
import { largestOf, mostOf } from "./network-sums.js";

/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {import("./network-tiles.js").Place} Place */

/**
 * The last layer, of the logits, is left out. onPoint and onPick are told the number of the layer
 * and the place in its output; arrow keys pick what they come to. Whole maps, or single elements.
 *
 * @param {object} options
 * @param {Layer[]} options.layers
 * @param {boolean} options.isWhole
 * @param {(n: number, place: Place | null) => void} [options.onPoint]
 * @param {(n: number, place: Place) => void} options.onPick
 */
export function makeLayers({ layers, isWhole, onPoint, onPick }) {
  const rows = layers.slice(0, -1).map((layer, n) => {
    /** @param {Place} place */
    const pick = (place) => onPick(n, place);
    /** @param {Place | null} place */
    const point = (place) => onPoint?.(n, place);
    return makeRow(layer, { isWhole, onPoint: point, onPick: pick, onStep: pick });
  });
  return {
    element: element("div", { class: "layers" }, ...rows.map((row) => row.element)),
    /** @param {Volume[]} volumes */
    set(volumes) {
      for (const [n, row] of rows.entries()) row.set(volumes[n + 1]);
    },
    /**
     * Marks a map or an element of layer n, and nothing elsewhere.
     *
     * @param {number} n
     * @param {Place} place
     */
    frame(n, place) {
      for (const [k, row] of rows.entries()) row.frame(k === n ? place : null);
    },
  };
}

/**
 * @param {Layer} layer
 * @param {import("./network-maps.js").Touch} touch
 */
function makeRow({ name, shape }, touch) {
  const across = shape[0] < 32 ? 8 : 16;
  const maps = makeMaps({ label: name, touch });
  const size = element("span", { class: "muted" });
  const title = element("p", { class: "title" }, name, size);
  /** @type {Volume | null} */
  let x = null;
  return {
    element: element("div", { class: "layer" }, title, maps.element),
    /** @param {Volume} volume */
    set(volume) {
      x = volume;
      maps.set(volume, { most: mostOf(volume), across });
      size.textContent = `${x.channels} × ${x.rows} × ${x.columns}`;
      const largest = largestOf(volume).toFixed(2);
      maps.tell(`${name}: ${x.channels} maps of ${x.rows} × ${x.columns}, up to ${largest}`);
    },
    /** @param {Place | null} place */
    frame(place) {
      if (!place || !x || !touch.isWhole) maps.frame(place);
      else maps.frame([place[0], 0, 0], [x.rows - 1, x.columns - 1]);
    },
  };
}
