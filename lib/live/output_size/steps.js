// The arithmetic around output sizes, along one axis. The sizes themselves are those of rules.py.

/** @typedef {"n" | "m" | "p" | "s"} Letter */
/** @typedef {Record<Letter, number>} Setting - input, kernel, zeros on each side, stride */
/** @typedef {"read" | "dropped" | "skipped" | "unread"} Fate */

/**
 * What becomes of every element of an input with zeros around it: dropped behind the last window,
 * skipped between two windows, unread where there is no window at all.
 *
 * @param {Setting} setting
 * @param {number[]} zeros - before and behind
 * @param {number} outputs
 * @returns {Fate[]}
 */
export function fates({ n, m, s }, [before, behind], outputs) {
  const end = outputs ? (outputs - 1) * s + m : 0;
  return Array.from({ length: before + n + behind }, (_, k) => {
    if (k >= end) return outputs ? "dropped" : "unread";
    return k % s < m ? "read" : "skipped";
  });
}

/**
 * The outputs for all that a field takes, but for values with which the kernel does not fit. They
 * only grow with p, and only shrink with s.
 *
 * @param {(value: number) => number | null} outputsOf
 * @param {number[]} limits - of the field
 */
export function sizes(outputsOf, [least, most]) {
  const values = Array.from({ length: most - least + 1 }, (_, k) => least + k);
  return values.flatMap((value) => {
    const outputs = outputsOf(value);
    return outputs === null ? [] : [{ value, outputs }];
  });
}
