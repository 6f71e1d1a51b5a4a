// The arithmetic around output sizes, along one axis. The sizes themselves are those of rules.py.

/** @typedef {"n" | "m" | "p" | "s"} Letter */
/** @typedef {Record<Letter, number>} Setting - input, kernel, zeros on each side, stride */
/** @typedef {"read" | "dropped" | "skipped" | "unread"} Fate */

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
