// Answers that stay in the reader's browser, for all questions under one name; nothing is sent.

const NAME = "From convolution to deep CNN: answers";

/**
 * @typedef {object} Entry
 * @property {any} answer - as the form reads it
 * @property {boolean} right
 * @property {number} wrong - answers before the first right one
 * @property {boolean} [shown] - whether the answer was asked for
 * @property {number} at - milliseconds since 1970
 * @property {number} [step] - of its reviews: see schedule.py
 * @property {number | null} [due]
 */

/**
 * What is known of all questions. A browser may refuse to keep anything.
 *
 * @returns {Record<string, Entry>}
 */
export function recall() {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} label
 * @param {Entry} entry
 */
export function record(label, entry) {
  recordAll({ ...recall(), [label]: entry });
}

/** @param {Record<string, Entry>} all */
export function recordAll(all) {
  try {
    localStorage.setItem(NAME, JSON.stringify(all));
    document.dispatchEvent(new Event("answered"));
  } catch {
    // then it is forgotten with the page
  }
}
