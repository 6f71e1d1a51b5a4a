// What Python does and JavaScript does otherwise, for rules that are translated by rules.py.
import { count, formatFixed, formatNumber } from "./format.js";

/** @param {any} value */
function isDict(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * The elements of a list, the characters of a text or the keys of a dict.
 *
 * @param {any} value
 * @returns {any[]}
 */
export function pyEach(value) {
  return isDict(value) ? Object.keys(value) : [...value]; // a copy
}

/** @param {any} value */
export function pyIsTrue(value) {
  if (value === null || typeof value !== "object") return Number.isNaN(value) || Boolean(value);
  return pyEach(value).length > 0;
}

/**
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function pyEqual(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  const isSame = left.length === right.length && isDict(a) === isDict(b);
  return isSame && left.every((key) => Object.hasOwn(b, key) && pyEqual(a[key], b[key]));
}

/**
 * The key or index under which an element is kept, or can be.
 *
 * @param {any} list
 * @param {any} index
 */
export function pyPlace(list, index) {
  if (isDict(list)) return textKey(index);
  const key = index < 0 ? list.length + index : index;
  if (key in Object(list)) return key;
  throw new Error(`there is no ${index} in ${JSON.stringify(list)}`);
}

/** @param {any} key */
function textKey(key) {
  if (typeof key === "string") return key;
  throw new Error(`${key} must be a text, to be a key`);
}

/**
 * @param {any} list
 * @param {any} index
 */
export function pyAt(list, index) {
  const key = pyPlace(list, index);
  if (Object.hasOwn(Object(list), key)) return list[key];
  throw new Error(`there is no ${index} in ${JSON.stringify(list)}`);
}

/**
 * @param {any} a
 * @param {any} b
 */
export function pyAdd(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeof a !== typeof b || typeof a === "object") throw new Error(`cannot add ${a} and ${b}`);
  return a + b;
}

/**
 * @param {any} list
 * @param {number} times
 */
function repeat(list, times) {
  if (typeof list === "string") return list.repeat(Math.max(0, times));
  return Array.from({ length: Math.max(0, times) }, () => list).flat();
}

/** @param {any} value */
function isSequence(value) {
  return typeof value === "string" || Array.isArray(value);
}

/**
 * The product of two numbers; a list or a text is repeated.
 *
 * @param {any} a
 * @param {any} b
 */
export function pyTimes(a, b) {
  if (isSequence(a)) return repeat(a, b);
  if (isSequence(b)) return repeat(b, a);
  return toNumber(a) * toNumber(b);
}

/** @param {any} value */
function toNumber(value) {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  throw new Error(`${value} must be a number`);
}

/**
 * @param {any} a
 * @param {number} b
 */
export function pyModulo(a, b) {
  toNumber(a); // "%d" is a text
  const rest = a % b;
  return rest && rest < 0 !== b < 0 ? rest + b : rest + 0; // never -0
}

/**
 * @param {number} a
 * @param {number} b
 */
export function pyQuotient(a, b) {
  return Math.round((a - pyModulo(a, b)) / b);
}

/**
 * @param {number} start
 * @param {number} [stop]
 * @param {number} [step]
 */
export function pyRange(start, stop, step = 1) {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, k) => from + k * step);
}

/**
 * @param {any} value
 * @param {any} all
 */
export function pyIsIn(value, all) {
  if (typeof all === "string") return all.includes(value);
  if (isDict(all)) return Object.hasOwn(all, value);
  return pyEach(all).some((one) => pyEqual(one, value));
}

/**
 * Texts and whole numbers alone: 2.0 and 2 are one number here, and two texts in Python.
 *
 * @param {any} value
 */
export function pyText(value) {
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  throw new Error(`${value} must be written by number() or fixed()`);
}

/**
 * @param {any[]} all
 * @returns {any[][]}
 */
export function pyZip(...all) {
  const lists = all.map(pyEach);
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, k) => lists.map((list) => list[k]));
}

/** @param {any} list */
export function pySorted(list) {
  return pyEach(list).sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/**
 * a += b, which makes a list longer wherever else it is known.
 *
 * @param {any} a
 * @param {any} b
 */
export function pyIncrease(a, b) {
  if (!Array.isArray(a)) return pyAdd(a, b);
  a.push(...pyEach(b));
  return a;
}

/** @param {any[]} all */
export function pyMax(...all) {
  // biome-ignore lint/complexity/useMathMinMax: texts too
  return (all.length === 1 ? pyEach(all[0]) : all).reduce((best, one) => (one > best ? one : best));
}

/** @param {any[]} all */
export function pyMin(...all) {
  // biome-ignore lint/complexity/useMathMinMax: texts too
  return (all.length === 1 ? pyEach(all[0]) : all).reduce((best, one) => (one < best ? one : best));
}

/** @param {any[]} list */
export function pyUnique(list) {
  const pair = list.find((one) => one !== null && typeof one === "object");
  if (pair) throw new Error(`${JSON.stringify(pair)} cannot be told apart in a set`);
  return [...new Set(list)];
}

/**
 * @param {any} pairs
 * @returns {any}
 */
export function pyDict(pairs) {
  return Object.fromEntries([...pairs].map(([key, value]) => [textKey(key), value]));
}

/**
 * @param {any} dict
 * @param {string} key
 * @param {any} [otherwise]
 */
export function pyGet(dict, key, otherwise = null) {
  return Object.hasOwn(dict, key) ? dict[key] : otherwise;
}

/**
 * @param {string} sign
 * @param {any} texts
 */
export function pyJoin(sign, texts) {
  return pyEach(texts).join(sign);
}

/**
 * @param {(...all: any[]) => any} make
 * @param {...any} lists
 */
export function pyMap(make, ...lists) {
  return pyZip(...lists).map((all) => make(...all));
}

/** @param {any} list */
export function pyProd(list) {
  return pyEach(list).reduce((product, one) => product * one, 1);
}

/** @param {any} list */
export function pySum(list) {
  return pyEach(list).reduce((total, one) => total + toNumber(one), 0);
}

/** @param {any} list */
export function pyReverse(list) {
  const turned = pyEach(list).reverse();
  return typeof list === "string" ? turned.join("") : turned;
}

export const pyCount = count;
export const pyFixed = formatFixed;
export const pyNumber = formatNumber;
