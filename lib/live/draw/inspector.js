// One map, large, and the kernel that made it.
import { element } from "../kit/dom.js";
import { fit, makeMaps } from "../kit/network-maps.js";
import { kernelOf, largestOf, mostOf, nameOf, valueAt } from "../kit/network-sums.js";

/** @typedef {import("../kit/network.js").Volume} Volume */
/** @typedef {import("../kit/network-tiles.js").Place} Place */

const WIDTH = 140; // pixels of a map: elements of maps of 14, 7 and 4 fit as whole pixels
const KERNEL = 100;

/**
 * onTrace: the reader picked a number of layer n.
 *
 * @param {object} options
 * @param {import("../kit/network.js").Layer[]} options.layers
 * @param {(n: number, place: Place) => void} options.onTrace
 * @param {(text: string) => void} options.say
 * @param {HTMLElement} options.button - stands below
 */
export function makeInspector({ layers, onTrace, say, button }) {
  /** @type {{ volumes: Volume[], map: [number, number] }} */
  let shown = { volumes: [], map: [0, 0] };
  const touch = {
    onPick: (/** @type {Place} */ [, i, j]) => onTrace(shown.map[0], [shown.map[1], i, j]),
    onStep: (/** @type {Place} */ [, i, j]) => {
      const [n, c] = shown.map;
      map.frame([0, i, j]);
      const value = valueAt(shown.volumes[n + 1], [c, i, j]).toFixed(4);
      say(`${nameOf(layers, shown.volumes, n + 1, [c, i, j])} = ${value}`);
    },
  };
  const map = makeMaps({ label: "map", touch });
  const kernel = makeKernel();
  const title = element("p", { class: "title" });
  const most = element("span", { class: "muted" });
  return {
    element: element("div", { class: "inspector" }, title, map.element, ...kernel.elements, button),
    /**
     * @param {Volume[]} volumes
     * @param {[number, number]} wanted - the number of the layer and the channel
     */
    set(volumes, wanted) {
      const [n, c] = wanted;
      const y = volumes[n + 1];
      const one = y.values.subarray(c * y.rows * y.columns, (c + 1) * y.rows * y.columns);
      const single = { channels: 1, rows: y.rows, columns: y.columns, values: one };
      if (n !== shown.map[0] || c !== shown.map[1]) map.frame(null);
      shown = { volumes, map: wanted };
      const name = `${layers[n].name}, map ${c}`;
      title.replaceChildren(name, most);
      most.textContent = `up to ${largestOf(single).toFixed(2)}`;
      map.set(single, { most: mostOf(y) });
      map.tell(`${name}, ${most.textContent}: Enter traces a number`);
      fit(map, y.columns, WIDTH, WIDTH);
      kernel.set(kernelOf(layers[n], c));
    },
  };
}

function makeKernel() {
  const maps = makeMaps({ label: "kernel" });
  const size = element("span", { class: "muted" });
  const title = element("p", { class: "title" }, "Its kernel ", size);
  return {
    elements: [title, element("div", { class: "kernel" }, maps.element)],
    /** @param {Volume} w */
    set(w) {
      const across = Math.ceil(Math.sqrt(w.channels));
      size.textContent = `${w.channels} × ${w.rows} × ${w.columns}`;
      maps.set(w, { most: mostOf(w), across });
      maps.tell(`the kernel of this map, ${size.textContent}: orange is above 0, blue below`);
      fit(maps, across * (w.columns + 1) - 1, KERNEL, 20);
    },
  };
}
