// The table of losses: each a line with its number, and a bar on one common ruler.
import { element } from "../kit/dom.js";
import { value_text, verdict } from "./values.py";

// What the ruler shows; longer bars end in an arrow.
const LEAST = -1.25;
const MOST = 5;

/**
 * @typedef {object} Line - of values.py
 * @property {string} loss
 * @property {string} input - what the loss is given
 * @property {number | null} value - null: an error
 * @property {boolean} right
 * @property {string} says
 * @property {number[] | null} band - the least and most that a mistake can return
 */

/** @param {number} value */
function percent(value) {
  return (100 * (Math.max(LEAST, Math.min(MOST, value)) - LEAST)) / (MOST - LEAST);
}

/**
 * A piece of the ruler from a to b.
 *
 * @param {string} name
 * @param {number} a
 * @param {number} b
 */
function piece(name, a, b) {
  const [low, high] = [Math.min(a, b), Math.max(a, b)].map(percent);
  return element("span", { class: name, style: `left: ${low}%; width: ${high - low}%` });
}

/**
 * @param {Line} line
 * @param {number} right
 */
function drawBar({ value, band }, right) {
  const bar = element("span", { class: "ruler", "aria-hidden": "true" });
  if (band) bar.append(piece("band", band[0], band[1]));
  bar.append(piece("zero", 0, 0), piece("aim", right, right));
  if (value === null) return bar;
  bar.append(piece("value", 0, value), piece("tip", value, value));
  if (value < LEAST) bar.append(element("span", { class: "beyond left" }, "◂"));
  if (value > MOST) bar.append(element("span", { class: "beyond right" }, "▸"));
  return bar;
}

/**
 * @param {Line} line
 * @param {number} right
 */
function drawLine(line, right) {
  const call = element("code", {}, `${line.loss}(`, element("wbr"), `${line.input})`);
  const word = verdict(line);
  const says = element("p", {}, element("b", {}, word), " ", line.says);
  return element(
    "tr",
    { class: word },
    element("th", { scope: "row" }, call),
    element("td", { class: "number" }, value_text(line.value)),
    element("td", { class: "shown" }, drawBar(line, right), says),
  );
}

/**
 * @param {string} name
 * @param {string} text
 */
function drawKey(name, text) {
  const swatch = element("span", { class: "ruler", "aria-hidden": "true" }, piece(name, -1.25, 5));
  return element("span", { class: "key" }, swatch, text);
}

export function makeRuler() {
  const body = element("tbody");
  const heads = ["loss (input)", "value", "on a ruler"].map((text) =>
    element("th", { scope: "col" }, text),
  );
  const caption = element("caption", { class: "for-readers" }, "What each loss returns");
  const head = element("thead", {}, element("tr", {}, ...heads));
  const legend = element(
    "p",
    { class: "legend" },
    drawKey("aim", "what is right"),
    drawKey("band", "all that this mistake can return"),
  );
  const table = element("table", { class: "losses" }, caption, head, body);
  return {
    element: element("div", {}, table, legend),
    /** @param {Line[]} lines - the first of them a right one */
    set(lines) {
      const right = Number(lines[0].value);
      body.replaceChildren(...lines.map((line) => drawLine(line, right)));
    },
  };
}
