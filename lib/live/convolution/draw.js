// The convolution stepper: one output element after the other, for a vector or a matrix.
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";
import { makeChoices } from "./choices.js";
import { makeGrids, reveal, showNumbers, showView } from "./grids.js";
import { textOf } from "./line.js";
import { misfit, outputShape, unpadded } from "./steps.js";
import { resultOf, viewOf } from "./views.js";

/**
 * @typedef {import("./steps.js").Setting & {
 *   operations: [string, string],
 *   titles: Record<"x" | "w" | "y", string>,
 * }} Data
 */

/**
 * What the reader changes.
 *
 * @typedef {Omit<import("./steps.js").Setting, "isVector" | "axes"> & { step: number }} State
 */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, data, keep) {
  const state = keep.restore(initial(data));
  let pointed = /** @type {import("./views.js").Pointed | null} */ (null);
  const speech = makeSpeech();
  const player = makePlayer({ count: 0, onStep });
  const grids = makeGrids(data, {
    onEdit: (grid, at, value) => change(() => put(setting(), grid, at, value)),
    onPick: ([i, j]) => player.go(i * outputShape(setting())[1] + j),
    onPoint(wanted, how) {
      pointed = wanted;
      showView(grids, view());
      if (how === "focus") speech.say(textOf(view().line));
    },
    onRefuse: speech.refuse,
  });
  const setting = () => ({ ...data, ...state });
  const view = () => viewOf(setting(), state.step, pointed);

  function render() {
    pointed = null;
    keep.save(state);
    speech.clear();
    showNumbers(grids, setting(), state.step);
    showView(grids, view());
  }

  /** @type {(step: number, playing: boolean) => void} */
  function onStep(step, playing) {
    state.step = step;
    render();
    reveal(grids, view());
    speech.say(playing ? resultOf(setting(), step) : textOf(view().line));
  }

  function change(/** @type {() => void} */ make) {
    const before = String(outputShape(setting()));
    make();
    if (String(outputShape(setting())) !== before) state.step = 0; // of another output
    show();
  }

  function show() {
    const [rows, columns] = outputShape(setting());
    player.set({ count: rows * columns, step: state.step }); // which leads to onStep
    if (rows) return;
    render();
    speech.refuse(misfit(setting()) ?? "");
  }

  root.setAttribute("aria-label", "Convolution, step by step");
  const choices = makeChoices(data, state, change, speech.refuse);
  root.append(choices, player.element, grids.element, grids.line.element, speech.element);
  show();
}

/**
 * @param {Data} data
 * @returns {State}
 */
function initial({ x, w, padding, stride, dilation, flip }) {
  return { x, w, padding, stride, dilation, flip, step: 0 };
}

/**
 * Puts a number that was typed into a cell.
 *
 * @param {import("./steps.js").Setting} setting
 * @param {import("./views.js").Place} grid
 * @param {import("./steps.js").At} at
 * @param {number} value
 */
function put(setting, grid, at, value) {
  const [i, j] = (grid === "input" && unpadded(setting, at)) || at;
  (grid === "input" ? setting.x : setting.w)[i][j] = value;
}
