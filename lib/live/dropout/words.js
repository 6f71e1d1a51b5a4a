// What the dropout figure says.
import { count, formatNumber } from "../kit/format.js";
import { divisor, isRight, kept, limit } from "./masks.js";

/** @typedef {import("./masks.js").Setting} Setting */

const EVALUATION = "Evaluation: nothing is dropped, nothing is scaled. The output is the input.";

/**
 * A number in three digits.
 *
 * @param {number} value
 */
export function short(value) {
  return formatNumber(round(value));
}

/** @param {number} value */
export function round(value) {
  return Number(value.toPrecision(3));
}

/**
 * What mask t does, and where the mean factor has got to.
 *
 * @param {Setting} setting
 * @param {number} t
 * @param {number} reached
 */
export function sentence(setting, t, reached) {
  if (!setting.training) return EVALUATION;
  return `${maskInWords(setting, t)} ${meanInWords(setting, t, reached)}`;
}

/**
 * @param {Setting} setting
 * @param {number} t
 */
function maskInWords(setting, t) {
  const kepts = kept(setting, t);
  const dropped = [...kepts.keys()].filter((i) => !kepts[i]);
  const by = `multiplied by ${short(1 / divisor(setting))}`;
  if (!dropped.length) return `Mask ${t + 1} keeps all; they are ${by}.`;
  if (dropped.length === kepts.length) return `Mask ${t + 1} drops all.`;
  const names = dropped.map((i) => `x[${i}]`).join(", ");
  return `Mask ${t + 1} drops ${names}; the others are ${by}.`;
}

/**
 * @param {Setting} setting
 * @param {number} t
 * @param {number} reached
 */
function meanInWords(setting, t, reached) {
  return `Mean of ${count(t + 1, "mask")}: ${short(reached)} times the input. ${aim(setting)}`;
}

/** @param {Setting} setting */
function aim(setting) {
  if (!isRight(setting)) {
    return `It goes to ${short(limit(setting))}, and evaluation gives the next layer 1.`;
  }
  return setting.scale === "inverse"
    ? "At p = 0.5 the mistake does not show: 1/p and 1/(1 − p) are both 2."
    : "It goes to 1: training and evaluation agree.";
}
