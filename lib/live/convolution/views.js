// What lights up, and what is said, for an output, an element of the input or one of the kernel.
import { formatNumber } from "../kit/format.js";
import { outputShape, sum, terms, turned, unpadded, users } from "./steps.js";
import { arithmetic, name, product, readers } from "./words.js";

/** @typedef {import("./steps.js").At} At */
/** @typedef {import("./steps.js").Setting} Setting */

/** @typedef {"input" | "kernel" | "sliding" | "output"} Place */

/** @typedef {{ grid: Place, at: At }} Pointed - what lies under the pointer or has the focus */

/**
 * @typedef {object} View
 * @property {At[]} field - elements of the input in the window
 * @property {Map<string, string>} notes - what they are multiplied by
 * @property {At[]} input - the current element of each
 * @property {At[]} output
 * @property {At[]} sliding
 * @property {At[]} kernel
 * @property {At[]} users - outputs that read the current element of the input
 * @property {import("./words.js").Parts} line
 */

/** @type {View} */
const NOTHING = {
  field: [],
  notes: new Map(),
  input: [],
  output: [],
  sliding: [],
  kernel: [],
  users: [],
  line: [],
};

/**
 * The output of a step.
 *
 * @param {Setting} setting
 * @param {number} step
 * @returns {At}
 */
function outputOf(setting, step) {
  const columns = outputShape(setting)[1];
  return [Math.floor(step / columns), step % columns];
}

/**
 * "y[0, 2] = 5", which is said while the figure plays.
 *
 * @param {Setting} setting
 * @param {number} step
 */
export function resultOf(setting, step) {
  const at = outputOf(setting, step);
  return `${name("y", at, setting.isVector)} = ${formatNumber(sum(terms(setting, at)))}`;
}

/**
 * What is shown of what the reader points at; of the current step where that is nothing.
 *
 * @param {Setting} setting
 * @param {number} step
 * @param {Pointed | null} pointed
 * @returns {View}
 */
export function viewOf(setting, step, pointed) {
  if (!outputShape(setting)[0]) return NOTHING;
  const here = outputOf(setting, step);
  if (pointed === null) return output(setting, here);
  const { grid, at } = pointed;
  if (grid === "output") return output(setting, at);
  if (grid === "input") return element(setting, at);
  return tap(setting, here, grid === "kernel" ? turned(setting, at) : at);
}

/**
 * @param {Setting} setting
 * @param {At} at
 */
function window(setting, at) {
  const list = terms(setting, at);
  const notes = new Map(list.map((term) => [String(term.at), `×${formatNumber(term.w)}`]));
  return { ...NOTHING, field: list.map((term) => term.at), notes, output: [at] };
}

/**
 * @param {Setting} setting
 * @param {At} at
 */
function output(setting, at) {
  const list = terms(setting, at);
  const nameOfY = name("y", at, setting.isVector);
  return { ...window(setting, at), line: arithmetic(nameOfY, list, formatNumber(sum(list))) };
}

/**
 * @param {Setting} setting
 * @param {At} at
 * @returns {View}
 */
function element(setting, at) {
  const found = users(setting, at);
  const names = found.map((place) => name("y", place, setting.isVector));
  const line = [{ kind: /** @type {""} */ (""), text: readers(nameOfX(setting, at), names) }];
  return { ...NOTHING, input: [at], users: found, line };
}

/**
 * @param {Setting} setting
 * @param {At} here
 * @param {At} at
 * @returns {View}
 */
function tap(setting, here, at) {
  const [term] = terms(setting, here).filter((one) => String(one.tap) === String(at));
  const kernel = turned(setting, at);
  const nameOfW = name("w", kernel, setting.isVector);
  const text = product(nameOfX(setting, term.at), nameOfW, term);
  const line = [{ kind: /** @type {""} */ (""), text }];
  return { ...window(setting, here), input: [term.at], sliding: [at], kernel: [kernel], line };
}

/**
 * @param {Setting} setting
 * @param {At} at
 */
function nameOfX(setting, at) {
  const inside = unpadded(setting, at);
  return inside ? name("x", inside, setting.isVector) : "padding";
}
