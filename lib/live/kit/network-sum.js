// The sum of one activation, written out: its largest products, the others, the bias, the total.
import { makeButton } from "./controls.js";
import { element } from "./dom.js";
import { largestProducts, placeOf, signed } from "./network-sums.js";
import { SHOWN } from "./sizes.py";

/** @typedef {import("./network-sums.js").Parts} Parts */
/** @typedef {import("./network-tiles.js").Place} Place */

/** @typedef {{ value: number, text: string, place?: Place }} Term */

const DIGITS = 10000; // a number is written with four decimals

/**
 * The table's rows: what is added, in words, and the place in the window where there is one. All
 * is rounded as written, so that what stands there adds up to the sum, to the last digit.
 *
 * @param {Parts} parts
 * @returns {Term[]}
 */
function termsOf({ inputs, weights, products, bias, sum }) {
  /** @param {number} value */
  const rounded = (value) => Math.round(DIGITS * value);
  const largest = largestProducts(products, SHOWN);
  const others = products.values.filter((product) => product !== 0).length - largest.length;
  const told = largest.reduce((total, n) => total + rounded(products.values[n]), rounded(bias));
  const rest = (rounded(sum) - told) / DIGITS;
  const terms = largest.map((n) => ({
    value: products.values[n],
    text: `${signed(inputs.values[n])} × ${signed(weights.values[n])}`,
    place: placeOf(products, n),
  }));
  const left = others > 0 ? `${others} more products` : "rounding";
  const last = [
    { value: bias, text: "bias" },
    { value: sum, text: "sum" },
  ];
  return others > 0 || rest !== 0
    ? [...terms, { value: rest, text: left }, ...last]
    : [...terms, ...last];
}

/**
 * nameOf names the input at a place of the window; onFollow goes there, onPoint points at it. set
 * shows the sum of the activation with this name, cut by a ReLU or not.
 *
 * @param {object} options
 * @param {(place: Place) => string} options.nameOf
 * @param {(place: Place) => void} options.onFollow
 * @param {(place: Place) => void} options.onPoint
 */
export function makeSum({ nameOf, onFollow, onPoint }) {
  const total = element("p", { class: "total", tabindex: -1 });
  const caption = element("caption", { class: "for-readers" }, "The sum, written out");
  const heads = ["Product", "Input × weight", "Input"];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const rows = Array.from({ length: SHOWN + 3 }, () => makeRow({ nameOf, onFollow, onPoint }));
  const body = element("tbody", {}, ...rows.map((row) => row.element));
  const table = element("table", { class: "sum" }, caption, element("thead", {}, head), body);
  return {
    element: element("div", {}, total, element("div", { class: "scroller" }, table)),
    /**
     * @param {Parts} parts
     * @param {string} name
     * @param {boolean} isCut
     */
    set(parts, name, isCut) {
      const terms = termsOf(parts);
      const from = rows.find((row) => row.isFocused());
      for (const [k, row] of rows.entries()) row.set(terms[k]);
      if (from && !from.focus() && !rows[0].focus()) total.focus();
      const result = signed(parts.sum);
      total.textContent = isCut
        ? `${name} = ReLU(${result}) = ${signed(parts.value)}`
        : `${name} = ${result}`;
    },
    text: () => `${total.textContent}.`,
  };
}

/**
 * A row for any term, so that a button keeps the focus when the reader follows it.
 *
 * @param {Parameters<typeof makeSum>[0]} does
 */
function makeRow({ nameOf, onFollow, onPoint }) {
  /** @type {Place | undefined} */
  let place;
  const follow = makeButton("", () => place && onFollow(place));
  follow.element.addEventListener("focus", () => place && onPoint(place));
  const [value, text] = [element("th", { scope: "row" }), element("td")];
  const row = element("tr", {}, value, text, element("td", {}, follow.element));
  return {
    element: row,
    isFocused: () => follow.element.matches(":focus"),
    /** Gives the focus to the button, and says whether there is one. */
    focus() {
      follow.element.focus();
      return !row.hidden && !follow.element.hidden;
    },
    /** @param {Term} [term] - none: an empty row is hidden */
    set(term) {
      row.hidden = !term;
      if (!term) return;
      place = term.place;
      value.textContent = signed(term.value);
      text.textContent = term.text;
      row.classList.toggle("result", term.text === "sum");
      follow.element.hidden = !place;
      if (place) follow.set({ label: nameOf(place) });
    },
  };
}
