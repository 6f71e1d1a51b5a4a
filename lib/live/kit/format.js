// Numbers as text, and text as numbers.

/**
 * What Python's format(value, "g") gives: six significant digits, ties to even, but never "-0".
 *
 * @param {number} value
 */
export function formatNumber(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const size = Math.abs(value);
  // toExponential rounds ties up; forty digits are all that a tie can have
  const tie = /^(\d\.\d{4}[02468])50*(e.*)$/.exec(size.toExponential(40));
  const rounded = tie ? tie[1] + tie[2] : size.toExponential(5);
  const [mantissa, power] = rounded.split("e");
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${trim(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return sign + trim(Number(rounded).toFixed(5 - exponent));
}

/**
 * What Python's format(value, ".4f") gives for four digits: ties to even, but never "-0.0000".
 *
 * @param {number} value - below 1e21
 * @param {number} digits - at most 20
 */
export function formatFixed(value, digits) {
  const size = Math.abs(value);
  const exact = size.toFixed(digits + 40); // as many digits as a tie can have
  const below = exact.slice(0, -40).replace(/\.$/, "");
  const isTie = /^50*$/.test(exact.slice(-40)) && "02468".includes(below.at(-1) ?? "");
  const text = isTie ? below : size.toFixed(digits); // which rounds ties up
  return value < 0 && Number(text) !== 0 ? `-${text}` : text;
}

/**
 * A number in a product or a sum: negative ones in brackets.
 *
 * @param {number} value
 */
export function formatFactor(value) {
  return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
}

/**
 * The number that a text means, or null where it means none, or one of two. A decimal comma is
 * understood, but three digits behind it ("1,000") may be thousands.
 *
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const plain = text.trim().replace(/^[\u2212\u2013]/, "-");
  if (isAmbiguous(plain)) return null;
  const number = Number(plain.replace(",", "."));
  const isNumber = /^[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i.test(plain);
  return isNumber && Number.isFinite(number) ? number : null;
}

/**
 * Why parseNumber did not understand a text: "“a” is not a number".
 *
 * @param {string} text
 */
export function whyNoNumber(text) {
  const plain = text.trim();
  if (!isAmbiguous(plain)) return `“${plain}” is not a number`;
  const two = [plain.replace(",", ""), plain.replace(",", ".")];
  return `“${plain}” can be read in two ways: write ${two.join(" or ")}`;
}

/**
 * "1 row", "3 rows"
 *
 * @param {number} n
 * @param {string} noun
 */
export function count(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** @param {string} text */
function isAmbiguous(text) {
  return /^[-+\u2212\u2013]?[1-9]\d{0,2},\d{3}(e[-+]?\d+)?$/i.test(text);
}

/** @param {string} digits */
function trim(digits) {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
