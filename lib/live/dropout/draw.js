// Dropout: mask after mask, and the mean of the outputs on its way to the input, or elsewhere.
import { makeButton, makeSlider, makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";
import { maskCount, obstacle } from "./masks.js";
import { makeShown } from "./shown.js";

const BEGIN = 9; // ten masks, so that there is something to be seen
const PACE = 150; // milliseconds a mask: convergence takes many
const SAID = 25; // while playing, only every 25th mask is read out

/**
 * @typedef {import("./masks.js").Setting} Setting
 * @typedef {Omit<Setting, "letters" | "zero"> & { step: number }} State
 * @typedef {(make: (state: State) => void) => void} Change
 */

/**
 * @param {HTMLElement} root
 * @param {Pick<Setting, "x" | "level" | "letters" | "zero"> & { most: number }} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, { x, level, most, letters, zero }, keep) {
  root.setAttribute("aria-label", "Dropout, mask after mask");
  /** @type {State} */
  const initial = { x, level, training: true, scale: "right", step: BEGIN };
  const state = keep.restore(initial);
  const speech = makeSpeech();
  const setting = () => ({ ...state, letters, zero });
  const count = maskCount(setting());
  const shown = makeShown(setting(), {
    onEdit: (i, value) => change(() => (state.x[i] = value)),
    onRefuse: speech.refuse,
  });
  const player = makePlayer({ count, step: state.step, pace: PACE, onStep });
  const further = [10, 100].map((by) => makeButton(`${by} more`, () => player.go(state.step + by)));

  function render() {
    shown.set(setting(), state.step);
    for (const button of further) button.set({ disabled: state.step >= count - 1 });
  }

  /** @type {Change} */
  function change(make) {
    make(state);
    keep.save(state);
    const wrong = obstacle(setting());
    if (wrong) speech.refuse(wrong);
    else speech.clear();
    render();
    speech.say(shown.line.textContent);
  }

  /** @param {number} step @param {boolean} playing */
  function onStep(step, playing) {
    state.step = step;
    keep.save(state);
    render();
    if (!playing || (step + 1) % SAID === 0) speech.say(shown.line.textContent);
  }

  const buttons = element("div", { class: "buttons" }, ...further.map((button) => button.element));
  root.append(
    element("div", { class: "controls" }, ...makeControls(state, most, change)),
    element("div", { class: "masks" }, player.element, buttons),
    shown.element,
    shown.line,
    speech.element,
  );
  render();
}

/**
 * @param {State} state
 * @param {number} most - the largest level
 * @param {Change} change
 */
function makeControls(state, most, change) {
  const mode = makeToggle(
    "Mode",
    state.training ? "training" : "evaluation",
    ["training", "evaluation"].map((name) => [name, name]),
    (chosen) => change((now) => (now.training = chosen === "training")),
  );
  const scale = makeToggle(
    "Survivors are multiplied by",
    state.scale,
    [
      ["right", "1/(1 − p)"],
      ["inverse", "1/p"],
      ["none", "1"],
    ],
    (chosen) => change((now) => (now.scale = /** @type {State["scale"]} */ (chosen))),
  );
  const slider = makeSlider("p, the probability to drop", state.level, {
    least: 0,
    most,
    onChange: (level) => change((now) => (now.level = level)),
    describe: (level) => (level / 100).toFixed(2),
  });
  return [mode.element, scale.element, slider.element];
}
