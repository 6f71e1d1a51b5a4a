// What follows from a drawing: its ink, the picture, all that the network computes, the verdict.
import { run } from "../kit/network.js";
import { SIZE } from "../kit/sizes.py";
import { softmax } from "../kit/softmax.py";
import { centre } from "./centring.js";
import { current, makeInk } from "./marks.js";
import { PAD } from "./sizes.py";
import { judge, percent } from "./verdict.js";

/**
 * @typedef {object} Seen
 * @property {Float32Array} ink
 * @property {import("./centring.js").Centred | null} centred
 * @property {import("../kit/network.js").Volume[]} volumes - of an empty picture where no ink is
 * @property {number[]} shares
 * @property {import("./verdict.js").Verdict} verdict
 */

/**
 * @param {import("../kit/network.js").Layer[]} layers
 * @param {Uint8Array[]} digits - on which a drawing can begin
 * @param {import("./verdict.js").Limits} limits
 * @returns {(marks: import("./marks.js").Mark[]) => Seen}
 */
export function makeSee(layers, digits, limits) {
  const inkOf = makeInk(digits);
  return (marks) => {
    const ink = inkOf(marks);
    const centred = centre(ink);
    const volumes = run(layers, centred?.picture ?? new Float32Array(SIZE * SIZE));
    const shares = softmax([...volumes[volumes.length - 1].values]);
    const length = centred ? Math.max(...centred.from) / PAD : 0;
    const [first, ...more] = current(marks); // who adds to a letter may make a digit of it
    const name = more.length === 0 ? first.name : undefined;
    return { ink, centred, volumes, shares, verdict: judge(shares, length, limits, name) };
  };
}

/** @param {Seen} seen */
export function answerText({ shares, verdict: { kind, text, order } }) {
  if (kind === "empty" || kind === "dot") return text;
  return `${text} Second: ${order[1]}, with ${percent(shares[order[1]])}.`;
}
