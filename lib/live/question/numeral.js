// Numbers as readers type them.

/**
 * With a hyphen for every minus, and without a name in front: "w = [1]", "np.array([1])".
 *
 * @param {string} text
 */
export function tidy(text) {
  return text.replace(/[\u2212\u2013]\s*/g, "-").replace(/^\s*[a-z_][\w.]*\s*[=(]/i, "");
}

const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const THOUSANDS = /^([-+]?[1-9]\d{0,2})((?:,\d{3})+)(?=$|\.)/;

/**
 * The numbers that a text may mean, none where it means no number: with a comma or a point, as a
 * fraction, or per cent; "60,000" is sixty or sixty thousand.
 *
 * @param {string} text
 * @returns {number[]}
 */
export function readings(text) {
  const plain = tidy(text).replace(/[\s_'()[\]]/g, "");
  if (plain.endsWith("%")) return readings(plain.slice(0, -1)).flatMap((n) => [n, n / 100]);
  const [, above, below] = /^([^/]+)\/([^/]+)$/.exec(plain) ?? [];
  if (below) return readings(above).flatMap((a) => readings(below).map((b) => a / b));
  const whole = plain.replace(THOUSANDS, (all) => all.replaceAll(",", ""));
  const both = new Set([whole, plain.replace(",", ".")]);
  return [...both].filter((one) => PLAIN.test(one)).map(Number);
}

/**
 * Of the numbers that a text may mean, the one that is nearest to a value.
 *
 * @param {string} text
 * @param {number} value
 * @returns {number | undefined}
 */
export function nearest(text, value) {
  const far = (/** @type {number} */ n) => Math.abs(n - value);
  return readings(text).sort((a, b) => far(a) - far(b))[0];
}
