// What the convolution stepper says about outputs, elements of the input and of the kernel.
import { count, formatFactor, formatNumber } from "../kit/format.js";
import { met, outputShape, outputs, paddedInput, places, terms } from "./steps.js";

const MOST_TERMS = 25; // of one sum, and
const MOST_NAMES = 5; // of one list: more than that nobody reads, and nobody listens to

/** @typedef {import("./steps.js").At} At */
/** @typedef {import("./steps.js").Setting} Setting */
/** @typedef {import("./steps.js").Term} Term */

/**
 * A sentence in parts that lines break between: "muted" for zeros of the padding, "result" behind
 * the last sign of equality.
 *
 * @typedef {{ kind: "" | "muted" | "result", text: string }[]} Parts
 */

/**
 * "y[2]" of a vector, "y[0, 2]" of a matrix.
 *
 * @param {string} letter
 * @param {At} at
 * @param {boolean} isVector
 */
export function name(letter, [i, j], isVector) {
  return `${letter}[${isVector ? j : `${i}, ${j}`}]`;
}

/**
 * "y[0] = 3·1 + 2·0 = 3"; of a very large kernel the first terms.
 *
 * @param {string} nameOfY
 * @param {Term[]} list
 * @param {string} total
 * @returns {Parts}
 */
export function arithmetic(nameOfY, list, total) {
  const shown = written(list);
  const rest = list.length - shown.length;
  return [
    { kind: "", text: `${nameOfY} =` },
    ...shown.map(({ x, w, isPadding }, k) => ({
      kind: /** @type {"" | "muted"} */ (isPadding ? "muted" : ""),
      text: `${k ? "+ " : ""}${formatFactor(x)}·${formatFactor(w)}`,
    })),
    ...(rest ? [{ kind: /** @type {""} */ (""), text: `+ ${rest} more products` }] : []),
    { kind: "result", text: `= ${total}` },
  ];
}

/**
 * @template Each
 * @param {Each[]} list
 */
function written(list) {
  return list.length > MOST_TERMS ? list.slice(0, MOST_TERMS - 1) : list;
}

/**
 * The longest sentence that `arithmetic` can say about this setting.
 *
 * @param {Setting} setting
 * @returns {Parts}
 */
export function longest(setting) {
  const lengths = paddedInput(setting).map((row) => row.map((x) => formatFactor(x).length));
  const taps = written(places(setting.w.length, setting.w[0].length));
  /** @param {At} output */
  const length = (output) =>
    taps.reduce((total, tap) => {
      const [r, c] = met(setting, output, tap);
      return total + lengths[r][c];
    }, 0);
  const all = places(...outputShape(setting));
  if (!all.length) return [];
  const most = all.reduce((best, at) => (length(at) > length(best) ? at : best));
  const totals = outputs(setting)
    .flat()
    .map((value) => formatNumber(value ?? 0).length);
  const last = name("y", /** @type {At} */ (all.at(-1)), setting.isVector);
  return arithmetic(last, terms(setting, most), "0".repeat(Math.max(...totals)));
}

/**
 * "x[3]·w[0] = 4·1 = 4"
 *
 * @param {string} nameOfX
 * @param {string} nameOfW
 * @param {Term} term
 */
export function product(nameOfX, nameOfW, { x, w }) {
  const numbers = `${formatFactor(x)}·${formatFactor(w)} = ${formatNumber(x * w)}`;
  return `${nameOfX}·${nameOfW} = ${numbers}`;
}

/**
 * "x[3] is read by 2 outputs: y[1], y[2]."
 *
 * @param {string} nameOfX
 * @param {string[]} namesOfY
 */
export function readers(nameOfX, namesOfY) {
  if (!namesOfY.length) return `${nameOfX} is read by no output.`;
  const [first, second] = namesOfY;
  const listed = namesOfY.length > MOST_NAMES ? [first, second, "…", namesOfY.at(-1)] : namesOfY;
  return `${nameOfX} is read by ${count(namesOfY.length, "output")}: ${listed.join(", ")}.`;
}

/**
 * The titles of input, kernel, sliding kernel and output: "Input x, 4 × 4, with padding 6 × 6".
 *
 * @param {Setting & { titles: Record<"x" | "w" | "y", string> }} setting
 */
export function titles(setting) {
  const { x, w, flip, isVector, titles: given } = setting;
  /** @type {(n: number, m: number) => string} */
  const size = (n, m) => (isVector ? String(m) : `${n} × ${m}`);
  const [inner, outer] = [x, paddedInput(setting)].map((rows) => size(rows.length, rows[0].length));
  const [rows, columns] = outputShape(setting);
  return {
    input: `${given.x}, ${inner}${inner === outer ? "" : `, with padding ${outer}`}`,
    kernel: `${given.w}, ${size(w.length, w[0].length)}`,
    sliding: flip ? "What slides: w flipped" : "What slides: w as it is",
    output: rows ? `${given.y}, ${size(rows, columns)}` : "No output",
  };
}
