// What the network's answer is worth, in words.

/**
 * From Python, measured there: a lead of less than `lead` is no answer; a drawing of which the
 * longer side is shorter than `small` is hard to read, one shorter than `least` is a dot. Lengths
 * are shares of the pad's side.
 *
 * @typedef {{ lead: number, small: number, least: number }} Limits
 */

/**
 * @typedef {object} Verdict
 * @property {"empty" | "dot" | "small" | "unsure" | "sure"} kind
 * @property {string} shown - in place of a numeral
 * @property {string} text
 * @property {number[]} order - the digits, the most probable first
 */

/**
 * @param {number[]} shares - of the ten digits
 * @param {number} length - of the drawing's longer side, as a share of the pad's; 0: no ink
 * @param {Limits} limits
 * @param {string} [name] - of what stands there and is no digit
 * @returns {Verdict}
 */
export function judge(shares, length, limits, name) {
  const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a] || a - b);
  const kind = kindOf(shares[order[0]] - shares[order[1]], length, limits);
  const [first, second] = order;
  const doubt = `${first} or ${second}?`;
  const shown = { empty: "?", dot: "?", small: `${first}?`, unsure: doubt, sure: String(first) }[
    kind
  ];
  const text = {
    empty: "Nothing is drawn yet.",
    dot: "Too little ink. Let the digit fill most of the pad.",
    small: `Perhaps a ${first}. So small, strokes of this pen run together: enlarge it.`,
    unsure: `Unsure: ${doubt}`,
    sure: `It says ${first}, with ${percent(shares[first])}.`,
  }[kind];
  return { kind, shown, text: name ? `This is ${name}. ${text}` : text, order };
}

/**
 * @param {number} lead
 * @param {number} length
 * @param {Limits} limits
 */
function kindOf(lead, length, limits) {
  if (length === 0) return "empty";
  if (length < limits.least) return "dot";
  if (length < limits.small) return "small";
  return lead < limits.lead ? "unsure" : "sure";
}

/** @param {number} share */
export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
