// The two problems of the loss laboratory, and what the examples do to their logits.

/**
 * @typedef {"classes" | "binary"} Name - several classes, or two with one logit
 * @typedef {{ logits: number[], target: number }} Problem
 */

/**
 * The classes as they stand, from the top, and the logit that each has; the class 0 of two has none.
 *
 * @param {Name} name
 * @param {Problem} problem
 */
export function classesOf(name, { logits }) {
  return name === "binary"
    ? [
        { k: 1, at: 0 },
        { k: 0, at: null },
      ]
    : logits.map((_, k) => ({ k, at: k }));
}

/**
 * One logit for each class: two classes with one logit are the same as the logits 0 and that one.
 *
 * @param {Name} name
 * @param {Problem} problem
 */
export function fullLogits(name, { logits }) {
  return name === "binary" ? [0, ...logits] : logits;
}

/**
 * Another number of classes; new ones have the logit 0, and the last is true if that one is gone.
 *
 * @param {Problem} problem
 * @param {number} n
 * @returns {Problem}
 */
export function resize({ logits, target }, n) {
  return {
    logits: Array.from({ length: n }, (_, k) => logits[k] ?? 0),
    target: Math.min(target, n - 1),
  };
}

/**
 * The logits of one who is sure of the true class, or (with a negative height) of a wrong one, or
 * (with 0) of none.
 *
 * @param {Name} name
 * @param {Problem} problem
 * @param {number} height
 */
export function sure(name, { logits, target }, height) {
  if (name === "binary") return [target ? height : -height];
  const wrong = target === 0 ? 1 : 0;
  const chosen = height < 0 ? wrong : target;
  return logits.map((_, k) => (k === chosen ? Math.abs(height) : 0));
}
