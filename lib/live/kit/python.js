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
function each(value) {
  return isDict(value) ? Object.keys(value) : [...value]; // a copy
}

/** @param {any} value */
function isTrue(value) {
  if (value === null || typeof value !== "object") return Number.isNaN(value) || Boolean(value);
  return each(value).length > 0;
}

/**
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
function equal(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  const isSame = left.length === right.length && isDict(a) === isDict(b);
  return isSame && left.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/**
 * The key or index under which an element is kept, or can be.
 *
 * @param {any} list
 * @param {any} index
 */
function place(list, index) {
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
function at(list, index) {
  const key = place(list, index);
  if (Object.hasOwn(Object(list), key)) return list[key];
  throw new Error(`there is no ${index} in ${JSON.stringify(list)}`);
}

/**
 * @param {any} a
 * @param {any} b
 */
function add(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeof a !== typeof b || typeof a === "object") throw new Error(`cannot add ${a} and ${b}`);
  return a + b;
}

/**
 * @param {any} list
 * @param {number} count
 */
function repeat(list, count) {
  if (typeof list === "string") return list.repeat(Math.max(0, count));
  return Array.from({ length: Math.max(0, count) }, () => list).flat();
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
function times(a, b) {
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
function modulo(a, b) {
  toNumber(a); // "%d" is a text
  const rest = a % b;
  return rest && rest < 0 !== b < 0 ? rest + b : rest + 0; // never -0
}

/**
 * @param {number} a
 * @param {number} b
 */
function quotient(a, b) {
  return Math.round((a - modulo(a, b)) / b);
}

/**
 * @param {number} start
 * @param {number} [stop]
 * @param {number} [step]
 */
function range(start, stop, step = 1) {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, k) => from + k * step);
}

/**
 * @param {any} value
 * @param {any} all
 */
function isIn(value, all) {
  if (typeof all === "string") return all.includes(value);
  if (isDict(all)) return Object.hasOwn(all, value);
  return each(all).some((one) => equal(one, value));
}

/**
 * Texts and whole numbers alone: 2.0 and 2 are one number here, and two texts in Python.
 *
 * @param {any} value
 */
function text(value) {
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  throw new Error(`${value} must be written by number() or fixed()`);
}

/**
 * @param {any[]} all
 * @returns {any[][]}
 */
function zip(...all) {
  const lists = all.map(each);
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, k) => lists.map((list) => list[k]));
}

/** @param {any} list */
function sorted(list) {
  return each(list).sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/**
 * a += b, which makes a list longer wherever else it is known.
 *
 * @param {any} a
 * @param {any} b
 */
function increase(a, b) {
  if (!Array.isArray(a)) return add(a, b);
  a.push(...each(b));
  return a;
}

/** @param {any[]} all */
function max(...all) {
  // biome-ignore lint/complexity/useMathMinMax: texts too
  return (all.length === 1 ? each(all[0]) : all).reduce((best, one) => (one > best ? one : best));
}

/** @param {any[]} all */
function min(...all) {
  // biome-ignore lint/complexity/useMathMinMax: texts too
  return (all.length === 1 ? each(all[0]) : all).reduce((best, one) => (one < best ? one : best));
}

/** @param {any[]} list */
function unique(list) {
  const pair = list.find((one) => one !== null && typeof one === "object");
  if (pair) throw new Error(`${JSON.stringify(pair)} cannot be told apart in a set`);
  return [...new Set(list)];
}

export const py = {
  add,
  at,
  count,
  /** @type {(pairs: any) => any} */
  dict: (pairs) => Object.fromEntries([...pairs].map(([key, value]) => [textKey(key), value])),
  each,
  equal,
  fixed: formatFixed,
  /** @type {(dict: any, key: string, otherwise?: any) => any} */
  get: (dict, key, otherwise = null) => (Object.hasOwn(dict, key) ? dict[key] : otherwise),
  increase,
  isIn,
  isTrue,
  /** @type {(sign: string, texts: any) => string} */
  join: (sign, texts) => each(texts).join(sign),
  /** @type {(make: (...all: any[]) => any, ...lists: any[]) => any[]} */
  map: (make, ...lists) => zip(...lists).map((all) => make(...all)),
  max,
  min,
  modulo,
  number: formatNumber,
  place,
  quotient,
  /** @type {(list: any) => number} */
  prod: (list) => each(list).reduce((product, one) => product * one, 1),
  range,
  /** @type {(list: any) => any} */
  reverse(list) {
    const turned = each(list).reverse();
    return typeof list === "string" ? turned.join("") : turned;
  },
  sorted,
  /** @type {(list: any) => number} */
  sum: (list) => each(list).reduce((total, one) => total + toNumber(one), 0),
  text,
  times,
  unique,
  zip,
};
