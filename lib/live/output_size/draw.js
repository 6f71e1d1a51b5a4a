// The output-size solver: n, m, p and s forwards, backwards and in the words of four libraries.
import { makeNumberField } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeSpeech } from "../kit/speech.js";
import { makeBackwards } from "./backwards.js";
import { makeElsewhere } from "./elsewhere.js";
import { makeForwards } from "./forwards.js";
import { outputs } from "./rules.py";
import { makeStage } from "./stage.js";
import { describe } from "./words.js";

/** @typedef {import("./steps.js").Letter} Letter */

/**
 * What the reader changes.
 *
 * @typedef {import("./steps.js").Setting & { wanted: number }} State
 */

/**
 * @typedef {object} Data
 * @property {State} setting
 * @property {Record<Letter | "wanted", [number, number]>} limits - of the fields
 */

/** @type {Record<Letter, string>} */
const NAMES = { n: "input n", m: "kernel m", p: "padding p", s: "stride s" };
const LETTERS = /** @type {Letter[]} */ (Object.keys(NAMES));

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  const state = keep.restore(data.setting);
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const stage = makeStage();
  const controls = makeControls(data, state, change, speech.refuse);
  const forwards = makeForwards(speech.say);
  const elsewhere = makeElsewhere();
  const backwards = makeBackwards(data, {
    now: () => state,
    onPick: (p, s) => change({ p, s }),
    onWant(wanted) {
      change({ wanted });
      speech.say(backwards.text());
    },
    onRefuse: speech.refuse,
  });

  /** @param {Partial<State>} changed */
  function change(changed) {
    Object.assign(state, changed);
    keep.save(state);
    render();
  }

  function render() {
    /** @type {number | null} */
    const found = outputs(state.n, state.m, state.p, state.s);
    const sentence = describe(state, found);
    line.textContent = sentence;
    line.hidden = found === null;
    controls.set(state, found);
    stage.set(state, found, sentence);
    forwards.set(state, found);
    backwards.set();
    elsewhere.set(state);
    speech.clear();
    if (found === null) speech.refuse(sentence);
    else speech.say(sentence);
  }

  render();
  root.setAttribute("aria-label", "Output sizes, forwards and backwards");
  root.append(
    ...[controls.element, stage.element, line, speech.element],
    element("div", { class: "both" }, forwards.element, ...backwards.elements),
    ...[forwards.code, elsewhere.element],
  );
}

/**
 * The fields, and the outputs that follow.
 *
 * @param {Data} data
 * @param {State} state
 * @param {(changed: Partial<State>) => void} change
 * @param {(sentence: string) => void} refuse
 */
function makeControls(data, state, change, refuse) {
  const size = element("strong", { class: "size" });
  const fields = LETTERS.map((letter) => {
    const [least, most] = data.limits[letter];
    const onChange = (/** @type {number} */ value) => change({ [letter]: value });
    const more = { least, most, onChange, onRefuse: refuse };
    return makeNumberField(NAMES[letter], state[letter], more);
  });
  const shown = element("p", { class: "result" }, "outputs o", size);
  return {
    element: element("div", { class: "controls" }, ...fields.map((one) => one.element), shown),

    /** @type {(state: State, outputs: number | null) => void} */
    set(now, outputs) {
      LETTERS.forEach((letter, k) => fields[k].set(now[letter]));
      size.textContent = outputs === null ? "none" : String(outputs);
    },
  };
}
