// The trace of one activation: where it stands, the inputs and weights that made it, and the sum.
import { element } from "./dom.js";
import { makeChoice } from "./network-choice.js";
import { fit, makeMaps } from "./network-maps.js";
import { makeSum } from "./network-sum.js";
import {
  inputAt,
  mostOf,
  nameOf,
  partsOf,
  placeOfLargest,
  signed,
  valueAt,
} from "./network-sums.js";

/** @typedef {import("./network.js").Layer} Layer */
/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {import("./network-sums.js").Parts} Parts */
/** @typedef {import("./network-tiles.js").Place} Place */
/** @typedef {[number, number, number, number]} At - layer, channel, row, column */
/** @typedef {{ at: At, path: At[] }} Trace - where it is, and the way that led there */
/** @typedef {{ volumes: Volume[], at: At, parts: Parts, x: Volume, y: Volume }} Shown */

const HINT = [
  "Point at a product: a click follows its input back to where it was made.",
  "Orange is above 0, blue below.",
].join(" ");
const REMEMBERED = 100; // steps back

/**
 * @param {Trace} trace
 * @param {At} at
 */
export function goTo(trace, at) {
  trace.path = [...trace.path, trace.at].slice(-REMEMBERED);
  trace.at = at;
}

/** @param {Trace} trace */
export function goBack(trace) {
  trace.at = trace.path.pop() ?? trace.at;
}

/**
 * The place with the largest activation of layer n.
 *
 * @param {Volume[]} volumes
 * @param {number} n
 * @returns {At}
 */
export function strongest(volumes, n) {
  return [n, ...placeOfLargest(volumes[n + 1])];
}

/**
 * set(volumes, trace) shows one; text() is that in words. The state is the figure's: onGo and
 * onBack change it.
 *
 * @param {object} options
 * @param {Layer[]} options.layers
 * @param {HTMLElement} [options.lead] - a control in front of the others
 * @param {(at: At) => void} options.onGo
 * @param {() => void} options.onBack
 * @param {{ say: (text: string) => void, refuse: (text: string) => void }} options.speech
 */
export function makeTrace({ layers, lead, onGo, onBack, speech }) {
  /** @type {Shown} - after the first set */
  const shown = Object.create(null);
  const follow = makeFollow(layers, shown, { onGo, onRefuse: speech.refuse });
  const products = makeProducts(layers, shown, { onFollow: follow, say: speech.say });
  const map = makeMap(layers, shown, onGo);
  const sum = makeSum({
    nameOf: (place) => inputName(layers, shown, place),
    onFollow: follow,
    onPoint: (place) => products.point(place),
  });
  const choice = makeChoice({
    layers,
    lead,
    onLayer: (n) => onGo(strongest(shown.volumes, n)),
    onGo,
    onBack,
    onRefuse: speech.refuse,
  });
  const left = element("div", { class: "made" }, map.element, products.line, products.element);
  return {
    element: element("div", { class: "trace" }, choice.element, left, sum.element),
    /**
     * @param {Volume[]} volumes
     * @param {Trace} trace
     */
    set(volumes, trace) {
      const [n, ...place] = trace.at;
      const parts = partsOf(layers[n], volumes[n], place);
      Object.assign(shown, { volumes, at: trace.at, parts, x: volumes[n], y: volumes[n + 1] });
      choice.set(volumes, trace);
      map.show();
      products.show();
      sum.set(parts, nameOf(layers, volumes, n + 1, place), layers[n].relu);
    },
    text: sum.text,
  };
}

/**
 * @param {Layer[]} layers
 * @param {Shown} shown
 * @param {Place} place - in the window
 */
function inputName(layers, { volumes, at: [n], parts, x }, place) {
  const input = inputAt(x, parts, place);
  return input ? nameOf(layers, volumes, n, input) : "padding";
}

/**
 * A function that goes to the input at a place of the window, or says why it does not.
 *
 * @param {Layer[]} layers
 * @param {Shown} shown
 * @param {{ onGo: (at: At) => void, onRefuse: (text: string) => void }} does
 */
function makeFollow(layers, shown, { onGo, onRefuse }) {
  return (/** @type {Place} */ place) => {
    const input = inputAt(shown.x, shown.parts, place);
    const n = shown.at[0];
    if (!input) onRefuse("This input is padding, a 0 that no layer made.");
    else if (n > 0) onGo([n - 1, ...input]);
    else onRefuse(`${nameOf(layers, shown.volumes, 0, input)} is a pixel: here the trace ends.`);
  };
}

/**
 * The map in which the activation stands, large.
 *
 * @param {Layer[]} layers
 * @param {Shown} shown
 * @param {(at: At) => void} onGo
 */
function makeMap(layers, shown, onGo) {
  /** @param {Place} place */
  const go = ([, i, j]) => onGo([shown.at[0], shown.at[1], i, j]);
  const map = makeMaps({ label: "map of the channel", touch: { onPick: go, onStep: go } });
  const title = element("p", { class: "title" });
  return {
    element: element("div", { class: "panel" }, title, map.element),
    show() {
      const [n, c, i, j] = shown.at;
      const { rows, columns, values } = shown.y;
      const one = values.subarray(c * rows * columns, (c + 1) * rows * columns);
      title.textContent = `${layers[n].name}, ${rows * columns === 1 ? "logit" : "map"} ${c}`;
      map.set({ channels: 1, rows, columns, values: one }, { most: mostOf(shown.y) });
      map.frame([0, i, j]);
      fit(map, columns, 112, 28);
    },
  };
}

/**
 * Inputs, weights and products of the window, and the line that writes out one of them.
 *
 * @param {Layer[]} layers
 * @param {Shown} shown
 * @param {{ onFollow: (place: Place) => void, say: (text: string) => void }} does
 */
function makeProducts(layers, shown, { onFollow, say }) {
  const line = element("p", { class: "line" });
  const step = (/** @type {Place} */ place) => {
    point(place);
    say(line.textContent ?? "");
  };
  const touch = { onPoint: point, onPick: onFollow, onStep: step };
  const windows = ["inputs", "weights", "products"].map((label) => makeMaps({ label, touch }));
  const panels = windows.map((maps, k) =>
    element(
      "div",
      { class: "panel" },
      element("p", { class: "title" }, ["Its inputs", "Its weights", "Products"][k]),
      maps.element,
    ),
  );
  const [times, equals] = ["×", "="].map((sign) =>
    element("div", { class: "sign", "aria-hidden": "true" }, sign),
  );

  /** @param {Place | null} place - in the window */
  function point(place) {
    for (const maps of windows) maps.frame(place);
    const { at, parts } = shown;
    line.textContent = place
      ? productText(inputName(layers, shown, place), at, parts, place)
      : HINT;
  }

  return {
    element: element("div", { class: "windows" }, panels[0], times, panels[1], equals, panels[2]),
    line,
    point,
    show() {
      const { inputs, weights, products } = shown.parts;
      [inputs, weights, products].forEach((x, k) => {
        const across = Math.min(8, Math.ceil(Math.sqrt(x.channels)));
        windows[k].set(x, { most: mostOf(x), across });
        fit(windows[k], across * (x.columns + 1) - 1, 98, 24);
      });
      point(null);
    },
  };
}

/**
 * One product, written out.
 *
 * @param {string} name - of its input
 * @param {At} at
 * @param {Parts} parts
 * @param {Place} place - in the window
 */
function productText(name, [, f], { inputs, weights, products }, place) {
  const [x, w, product] = [inputs, weights, products].map((each) => signed(valueAt(each, place)));
  return `${name} × weight[${[f, ...place].join(", ")}] = ${x} × ${w} = ${product}`;
}
