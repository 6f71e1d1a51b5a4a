// Pooling and invariance: a picture that the reader pushes about, and three maps of it.
import { makeNumberField } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeSpeech } from "../kit/speech.js";
import { MAPS, pixelsOf } from "./maps.js";
import { makePanel } from "./panel.js";
import { makePushes } from "./pushes.js";
import { shifted } from "./rules.py";
import { greys, signed } from "./shades.js";
import { sentence } from "./words.js";

/** @typedef {import("./maps.js").Pair} Pair */
/** @typedef {import("./maps.js").Rows} Rows */
/** @typedef {import("./maps.js").Kind} Kind */

/**
 * What the reader changes: the picture before the push, and the push, down and to the right.
 *
 * @typedef {{ x: Rows, shift: Pair, size: number, stride: number }} State
 */

/**
 * @typedef {State & {
 *   weight: Rows,
 *   limit: number,
 *   most: Record<"size" | "stride", number>,
 *   titles: Record<Kind | "picture", string>,
 * }} Data
 */

const KINDS = /** @type {Kind[]} */ (Object.keys(MAPS));

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  const state = keep.restore(initial(data));
  const setting = () => ({ ...state, weight: data.weight });
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const picture = makePanel(data, "picture", { editable: true, onEdit, onRefuse: speech.refuse });
  const maps = makeMaps(data, (kind, at) =>
    picture.grid.mark("field", at ? pixelsOf(kind, setting(), state.x, at) : []),
  );
  const pushes = makePushes(data.limit, (to) => change(() => (state.shift = to(state.shift))));
  const fields = makeFields(data, state, change, speech.refuse);

  /** @type {(i: number, j: number, value: number) => void} */
  function onEdit(i, j, value) {
    const [row, column] = [i - state.shift[0], j - state.shift[1]];
    if (state.x[row]?.[column] === undefined) {
      speech.refuse("This pixel came in from outside: move the picture back to change it.");
    } else change(() => (state.x[row][column] = value));
  }

  /** @param {() => void} make */
  function change(make) {
    make();
    keep.save(state);
    render();
    speech.clear();
    speech.say(line.textContent ?? "");
  }

  function render() {
    const now = shifted(state.x, state.shift);
    picture.set(state.x, now, greys(state.x), "push it, or type into it");
    const found = showMaps(maps, setting(), now);
    line.textContent = sentence(state, found);
    pushes.set(state.shift);
  }

  render();
  root.setAttribute("aria-label", "Pooling, and a picture to push");
  const gauges = [picture, ...Object.values(maps)].map(({ gauge }) => gauge.element);
  root.append(
    element("div", { class: "controls" }, ...pushes.elements, ...fields),
    element(
      "div",
      { class: "panels picture" },
      picture.element,
      element("div", { class: "gauges" }, ...gauges),
    ),
    line,
    speech.element,
    element("div", { class: "panels maps" }, ...Object.values(maps).map((map) => map.element)),
  );
}

/**
 * @param {Data} data
 * @returns {State}
 */
function initial({ x, shift, size, stride }) {
  return { x, shift, size, stride };
}

/**
 * @param {Data} data
 * @param {(kind: Kind, output: Pair | null) => void} onPoint
 */
function makeMaps(data, onPoint) {
  const made = KINDS.map((kind) => {
    /** @type {(i: number | null, j: number) => void} */
    const point = (i, j) => onPoint(kind, i === null ? null : [i, j]);
    return [kind, makePanel(data, kind, { onPoint: point })];
  });
  return /** @type {Record<Kind, import("./panel.js").Panel>} */ (Object.fromEntries(made));
}

/**
 * @param {ReturnType<typeof makeMaps>} maps
 * @param {State & import("./maps.js").Setting} setting
 * @param {Rows} now - the pushed picture
 */
function showMaps(maps, setting, now) {
  const grey = greys(setting.x);
  const found = KINDS.map((kind) => {
    const [before, after] = [MAPS[kind](setting.x, setting), MAPS[kind](now, setting)];
    const isSigned = kind === "convolution";
    const m = isSigned ? setting.weight.length : setting.size;
    const text = `${m} × ${m}, stride ${setting.stride}`;
    const change = maps[kind].set(before, after, isSigned ? signed(before) : grey, text);
    return [kind, { before, after, change }];
  });
  return /** @type {Record<Kind, import("./words.js").Found>} */ (Object.fromEntries(found));
}

/**
 * @param {Data} data
 * @param {State} state
 * @param {(make: () => void) => void} change
 * @param {(sentence: string) => void} refuse
 */
function makeFields(data, state, change, refuse) {
  /** @type {(what: "size" | "stride", label: string) => HTMLElement} */
  const make = (what, label) => {
    const onChange = (/** @type {number} */ value) => change(() => (state[what] = value));
    const more = { least: 1, most: data.most[what], onChange, onRefuse: refuse };
    return makeNumberField(label, state[what], more).element;
  };
  return [make("size", "pooling window"), make("stride", "stride")];
}
