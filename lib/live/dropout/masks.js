// The arithmetic of dropout.

/**
 * @typedef {object} Setting
 * @property {number[]} x - the input
 * @property {string} letters - for each mask and element, from which level on it is dropped
 * @property {number} zero - the code of the letter for level 0
 * @property {number} level - p = level / 100
 * @property {boolean} training
 * @property {Scale} scale - what the survivors are divided by: 1 - p, p (the mistake) or 1
 *
 * @typedef {"right" | "inverse" | "none"} Scale
 */

/**
 * What the survivors are divided by.
 *
 * @param {Setting} setting
 */
export function divisor({ level, training, scale }) {
  const p = level / 100;
  return training ? { right: 1 - p, inverse: p, none: 1 }[scale] : 1;
}

/**
 * Why nothing can be computed, or null.
 *
 * @param {Setting} setting
 */
export function obstacle(setting) {
  return divisor(setting) === 0
    ? "With p = 0 the mistake 1/p divides by zero. Choose a larger p, or another scale."
    : null;
}

/** @param {Setting} setting */
export function maskCount({ x, letters }) {
  return letters.length / x.length;
}

/**
 * Which elements mask t (from 0) keeps; evaluation keeps all.
 *
 * @param {Setting} setting
 * @param {number} t
 */
export function kept({ x, letters, zero, level, training }, t) {
  return x.map((_, i) => !training || letters.charCodeAt(t * x.length + i) - zero >= level);
}

/**
 * The output with mask t.
 *
 * @param {Setting} setting
 * @param {number} t
 */
export function output(setting, t) {
  return kept(setting, t).map((keep, i) => (keep ? setting.x[i] / divisor(setting) : 0));
}

/**
 * What each element was multiplied by, on average, after 1, 2, ..., `count` masks.
 *
 * @param {Setting} setting
 * @param {number} count
 */
export function factors(setting, count) {
  const kepts = setting.x.map(() => 0);
  return Array.from({ length: count }, (_, t) =>
    kept(setting, t).map((keep, i) => {
      kepts[i] += Number(keep);
      return kepts[i] / (t + 1) / divisor(setting);
    }),
  );
}

/**
 * What these factors approach: the share 1 - p of the masks keeps an element.
 *
 * @param {Setting} setting
 */
export function limit(setting) {
  return setting.training ? (1 - setting.level / 100) / divisor(setting) : 1;
}

/** @param {Setting} setting */
export function isRight(setting) {
  return Math.abs(limit(setting) - 1) < 1e-9;
}
