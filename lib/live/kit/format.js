// Numbers as text, and text as numbers.

// What Python's format(value, "g") gives: six significant digits, ties to even, but never "-0".
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

// A number in a product or a sum: negative ones in brackets.
export function formatFactor(value) {
  return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
}

// The number that a text means, or null. A decimal comma is understood too.
export function parseNumber(text) {
  const plain = text.trim().replace(/^[\u2212\u2013]/, "-").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain))
    ? Number(plain)
    : null;
}

// "1 row", "3 rows"
export function count(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function trim(digits) {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
