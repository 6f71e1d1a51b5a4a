// Channels: every channel of a colour patch has a kernel of its own, and the sums are added.
import { makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";
import { makeGrids } from "./grids.js";
import { BRIGHTEST } from "./rules.py";
import { fit, makeResult, markPair, outputAt, pairOf, showInputs, showOutputs } from "./show.js";
import { layOut } from "./view.js";
import { arithmetic, outputInWords } from "./words.js";

/**
 * @typedef {import("./sums.js").Setting} Setting
 * @typedef {Setting & { filter: number, step: number }} State
 * @typedef {(make: () => void, say?: typeof arithmetic) => void} Change
 *
 * @typedef {object} Own - what the data add to a setting
 * @property {string[]} names - of the filters
 * @property {number[]} size - [rows, columns] of every output
 * @property {string} ledger - the sentence that counts the parameters
 */

/**
 * @param {HTMLElement} root
 * @param {Setting & Own} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, { patch, weight, bias, names, size, ledger }, keep) {
  root.setAttribute("aria-label", "A convolution over the three channels of a colour patch");
  const state = keep.restore({ patch, weight, bias, filter: 0, step: 0 });
  const speech = makeSpeech();
  const result = makeResult();
  /** @type {import("./grids.js").Point | null} */
  let point = null;
  const grids = makeGrids(state, size, { ...edits(state, change, speech.refuse), look, pick });
  const { player, toggle } = makeControls(state, names, size, change);

  function render() {
    const shown = point?.output ?? outputAt(state.filter, state.step, size);
    const pair = pairOf(state, shown, point);
    toggle.set(String(shown.f));
    fit(root, state, size, result);
    showInputs(grids, state, shown);
    showOutputs(grids, state, size, state.step, shown);
    markPair(grids, pair);
    result.set(state, shown, pair);
  }

  /** @param {import("./grids.js").Point | null} asked */
  function look(asked) {
    point = asked;
    render();
  }

  /** @param {import("./sums.js").Output} output */
  function pick({ f, i, j }) {
    state.filter = f;
    player.go(i * size[1] + j);
  }

  /** @type {Change} */
  function change(make, say = arithmetic) {
    make();
    point = null;
    keep.save(state);
    speech.clear();
    render();
    speech.say(say(state, outputAt(state.filter, state.step, size)));
  }

  const controls = [...(names.length > 1 ? [toggle.element] : []), player.element];
  const counted = element("p", { class: "ledger muted" }, ledger);
  root.append(...layOut(grids, result, controls), result.line, counted, speech.element);
  render();
}

/**
 * @param {State} state
 * @param {string[]} names
 * @param {number[]} size
 * @param {Change} change
 */
function makeControls(state, names, [rows, columns], change) {
  /** @param {string} name @param {number} f */
  const choice = (name, f) => [String(f), name ? `${f}: ${name}` : String(f)];
  const toggle = makeToggle("Filter", String(state.filter), names.map(choice), (chosen) =>
    change(() => (state.filter = Number(chosen))),
  );
  const player = makePlayer({
    count: rows * columns,
    step: state.step,
    onStep(step, playing) {
      change(() => (state.step = step), playing ? outputInWords : arithmetic);
    },
  });
  return { player, toggle };
}

/**
 * What typing into a cell changes.
 *
 * @param {State} state
 * @param {Change} change
 * @param {(sentence: string) => void} refuse
 */
function edits(state, change, refuse) {
  return {
    refuse,
    /** @type {import("./grids.js").Act["setPixel"]} */
    setPixel(c, row, column, value) {
      const now = state.patch[c][row][column];
      if (Number.isInteger(value) && value >= 0 && value <= BRIGHTEST) {
        change(() => (state.patch[c][row][column] = value));
      } else {
        const wrong = `pixel (=${formatNumber(value)}) must be a whole number from 0 to ${BRIGHTEST}`;
        refuse(`${wrong}, as in uint8; it stays ${now}.`);
      }
    },
    /** @type {import("./grids.js").Act["setWeight"]} */
    setWeight(c, k, l, value) {
      change(() => (state.weight[state.filter][c][k][l] = value));
    },
    /** @type {import("./grids.js").Act["setBias"]} */
    setBias(value) {
      change(() => (state.bias[state.filter] = value));
    },
  };
}
