// Which padding and stride give the outputs that are wanted: a map of them, and answers in words.
import { makeNumberField } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeGrid } from "../kit/grid.js";
import { outputs, SIDE } from "./rules.py";
import { sizes } from "./steps.js";
import { answer } from "./words.js";

/** @typedef {import("./draw.js").State} State */

/**
 * @param {import("./draw.js").Data} data
 * @param {object} does
 * @param {() => State} does.now
 * @param {(p: number, s: number) => void} does.onPick
 * @param {(wanted: number) => void} does.onWant
 * @param {(sentence: string) => void} does.onRefuse
 */
export function makeBackwards({ limits }, { now, onPick, onWant, onRefuse }) {
  const answers = element("div", { class: "answers" });
  const map = makeMap(now, onPick);
  const [least, most] = limits.wanted;
  const does = { least, most, onChange: onWant, onRefuse };
  const goal = makeNumberField("wanted outputs", now().wanted, does);
  /** @type {(name: string, title: string, part: HTMLElement) => HTMLElement} */
  const make = (name, title, part) =>
    element("div", { class: name }, element("p", { class: "title" }, title), part);
  const words = element("div", { class: "goal" }, goal.element, answers);
  return {
    elements: [
      make("backwards", "Backwards", words),
      make("map", "Choose p (rows), s (columns)", map.element),
    ],
    set() {
      showMap(map, now());
      answers.replaceChildren(...makeAnswers(limits, now()));
    },
    text: () => answers.textContent ?? "",
  };
}

/**
 * @param {() => State} now
 * @param {(p: number, s: number) => void} onPick
 */
function makeMap(now, onPick) {
  return makeGrid({
    label: "outputs for each padding and stride",
    values: [[null]],
    start: [0, 1],
    onPick: (p, j) => onPick(p, j + 1),
    describe(p, j) {
      const { n, m, wanted } = now();
      const size = outputs(n, m, p, j + 1);
      const found = size === wanted ? ", as wanted" : "";
      return `padding ${p}, stride ${j + 1}: ${size ?? "does not fit"}${found}`;
    },
  });
}

/**
 * @param {ReturnType<typeof makeMap>} map
 * @param {State} state
 */
function showMap(map, { n, m, p, s, wanted }) {
  const values = Array.from({ length: Math.max(SIDE, p + 1) }, (_, i) =>
    Array.from({ length: Math.max(SIDE, s) }, (_, j) => outputs(n, m, i, j + 1)),
  );
  const places = values.flatMap((row, i) => row.map((value, j) => ({ value, at: [i, j] })));
  const found = places.filter(({ value }) => value === wanted);
  map.set({ values });
  map.mark("current", [[p, s - 1]]);
  map.mark(
    "wanted",
    found.map(({ at }) => at),
  );
}

/**
 * @param {import("./draw.js").Data["limits"]} limits
 * @param {State} state
 */
function makeAnswers(limits, { n, m, p, s, wanted }) {
  const paddings = sizes((value) => outputs(n, m, value, s), limits.p);
  const strides = sizes((value) => outputs(n, m, p, value), limits.s);
  return [
    { given: `s = ${s}`, ...answer("p", paddings, limits.p, wanted) },
    { given: `p = ${p}`, ...answer("s", strides, limits.s, wanted) },
  ].map(({ given, found, text }) =>
    element("p", { class: found.length ? "found" : "none" }, `With ${given}, ${text}. `),
  );
}
