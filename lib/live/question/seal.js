// What a reader should not see by accident: the characters of plain text, turned halfway round.

/**
 * @param {string} sealed - of Python's `seal`
 * @returns {any}
 */
export function unseal(sealed) {
  const turn = (/** @type {string} */ c) => String.fromCharCode(((c.charCodeAt(0) + 14) % 94) + 33);
  return JSON.parse(sealed.replace(/[!-~]/g, turn));
}
