// What stands above the losses: which problem, how many classes, and examples.
import { makeButton, makeNumberField, makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { resize, sure } from "./problem.js";

const PROBLEMS = [
  ["classes", "several classes"],
  ["binary", "two classes, one logit"],
];

/**
 * @typedef {import("./problem.js").Name} Name
 * @typedef {import("./problem.js").Problem} Problem
 * @typedef {import("./draw.js").State} State
 * @typedef {import("./draw.js").Change} Change
 */

/**
 * @param {State} state
 * @param {State} initial
 * @param {Pick<import("./draw.js").Data, "limit" | "counts">} limits
 * @param {Change} change
 * @param {(sentence: string) => void} onRefuse
 */
export function makeChoices(state, initial, { limit, counts: [least, most] }, change, onRefuse) {
  const problems = makeToggle("Problem", state.name, PROBLEMS, (chosen) =>
    change((now) => (now.name = /** @type {Name} */ (chosen))),
  );
  const size = makeNumberField("classes", state.classes.logits.length, {
    least,
    most,
    onChange: (n) => change((now) => (now.classes = resize(now.classes, n))),
    onRefuse,
  });
  return {
    elements: [
      element("div", { class: "controls" }, problems.element, size.element),
      makeExamples(initial, limit, change),
    ],
    /** @param {State} now */
    set({ name, classes }) {
      problems.set(name);
      size.element.hidden = name === "binary";
      size.set(classes.logits.length);
    },
  };
}

/**
 * @param {State} initial
 * @param {number} limit
 * @param {Change} change
 */
function makeExamples(initial, limit, change) {
  /** @param {string} label @param {(name: Name, problem: Problem) => Problem} make */
  const example = (label, make) =>
    makeButton(label, () => change((now) => (now[now.name] = make(now.name, now[now.name]))))
      .element;
  /** @param {string} label @param {number} height */
  const certain = (label, height) =>
    example(label, (name, problem) => ({ ...problem, logits: sure(name, problem, height) }));
  return element(
    "div",
    { class: "controls presets", role: "group", "aria-label": "Examples" },
    example("as given", (name) => structuredClone(initial[name])),
    certain("no idea", 0),
    certain("sure and right", limit),
    certain("sure and wrong", -limit),
  );
}
