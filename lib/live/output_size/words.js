// What the solver says: of a setting, and backwards of the outputs that are wanted.
import { count } from "../kit/format.js";
import { fates, MISFIT } from "./rules.py";

/** @typedef {import("./steps.js").Setting} Setting */

const MOST_RUNS = 4; // of one list; more are summed up

/**
 * What becomes of the input, in sentences.
 *
 * @param {Setting} setting
 * @param {number | null} outputs
 */
export function describe(setting, outputs) {
  const { n, m, p, s } = setting;
  const total = n + 2 * p;
  if (outputs === null) {
    return `The kernel does not fit: it has ${m} elements, the padded input only ${total}.`;
  }
  /** @type {import("./steps.js").Fate[]} */
  const fate = fates(n, m, s, [p, p], outputs);
  /** @type {(what: string) => number[]} */
  const places = (what) => [...fate.keys()].filter((k) => fate[k] === what).map((k) => k - p);
  const [lost, skipped] = [places("dropped"), places("skipped")];
  const said = [`${count(outputs, "output")}.`];
  if (lost.length) {
    const over = outputs * s + m - total;
    const why = `one more window would reach ${over} beyond the end`;
    said.push(`The floor drops ${named(lost, n)}: ${why}.`);
  } else {
    said.push("The last window ends where the padded input ends: the floor drops nothing.");
  }
  if (runs(skipped).length > MOST_RUNS) {
    said.push(`The stride jumps over ${s - m} between two windows, ${skipped.length} in all.`);
  } else if (skipped.length) {
    said.push(`The stride jumps over ${named(skipped, n)}.`);
  }
  if (outputs === 1 && lost.length) said.push("No step fits, only position 0.");
  return said.join(" ");
}

/**
 * "elements 2 to 4, 7 and 2 zeros of the padding"
 *
 * @param {number[]} list - places, 0 for the first element of the input
 * @param {number} n
 */
function named(list, n) {
  const inside = list.filter((k) => k >= 0 && k < n);
  const zeros = list.length - inside.length;
  const parts = [];
  if (inside.length) {
    parts.push(`element${inside.length > 1 ? "s" : ""} ${runs(inside).join(", ")}`);
  }
  if (zeros) parts.push(zeros > 1 ? `${zeros} zeros of the padding` : "a zero of the padding");
  return parts.join(" and ");
}

/**
 * 1, 2, 3, 7 as "1 to 3", "7"
 *
 * @param {number[]} list
 */
function runs(list) {
  /** @type {[number, number][]} */
  const ends = [];
  for (const k of list) {
    const last = ends[ends.length - 1];
    if (last?.[1] === k - 1) last[1] = k;
    else ends.push([k, k]);
  }
  return ends.map(([a, b]) => (a === b ? `${a}` : `${a}${b > a + 1 ? " to " : ", "}${b}`));
}

/**
 * Which values of a letter give the wanted outputs, or why none does.
 *
 * @param {"p" | "s"} letter
 * @param {{ value: number, outputs: number }[]} sizes - for all values that its field takes
 * @param {number[]} limits - of the field
 * @param {number} wanted
 */
export function answer(letter, sizes, limits, wanted) {
  const found = sizes.filter(({ outputs }) => outputs === wanted).map(({ value }) => value);
  if (!found.length) return { found, text: `no ${letter}: ${why(letter, sizes, limits, wanted)}` };
  const [from, to] = [found[0], found[found.length - 1]];
  return { found, text: `${letter} = ${from === to ? from : `${from} to ${to}`}` };
}

/** @type {(...given: Parameters<typeof answer>) => string} */
function why(letter, sizes, [least, most], wanted) {
  if (!sizes.length) return MISFIT;
  /** @type {(one: { value: number, outputs: number }) => string} */
  const gives = ({ value, outputs }) => `${letter} = ${value} gives ${outputs}`;
  const behind = sizes.findIndex(
    ({ outputs }, k) => k > 0 && (outputs - wanted) * (sizes[k - 1].outputs - wanted) < 0,
  );
  if (behind > 0) return `${gives(sizes[behind - 1])}, ${gives(sizes[behind])}, none between`;
  // Too few: of all, the most padding gives most outputs, or the smallest stride. Too many: the least.
  const tooFew = sizes[0].outputs < wanted;
  const isLast = tooFew === (letter === "p");
  const { value, outputs } = sizes[isLast ? sizes.length - 1 : 0];
  const end = value === most ? ", the most here," : value > least ? ", the least that fits," : "";
  const how = tooFew ? "only" : isLast ? "still" : "already";
  return `${letter} = ${value}${end} ${how} gives ${outputs}`;
}
