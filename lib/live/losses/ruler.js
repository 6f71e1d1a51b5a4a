// The table of losses: each a line with its number, and a bar on one common ruler.
import { element } from "../kit/dom.js";
import { fixed } from "./values.js";

const [LEAST, MOST] = [-1.25, 5]; // what the ruler shows; longer bars end in an arrow

const percent = (value) => `${(100 * (clip(value) - LEAST)) / (MOST - LEAST)}%`;

function clip(value) {
  return Math.max(LEAST, Math.min(MOST, value));
}

// A piece of the ruler from a to b.
function piece(name, a, b) {
  const made = element("span", { class: name });
  made.style.insetInlineStart = percent(Math.min(a, b));
  made.style.width = `calc(${percent(Math.max(a, b))} - ${percent(Math.min(a, b))})`;
  return made;
}

function drawBar({ value, band }, right) {
  const bar = element("span", { class: "ruler", "aria-hidden": "true" });
  if (band) bar.append(piece("band", ...band));
  bar.append(piece("zero", 0, 0), piece("aim", right, right));
  if (value === null) return bar;
  bar.append(piece("value", 0, value), piece("tip", value, value));
  if (value < LEAST) bar.append(element("span", { class: "beyond left" }, "◂"));
  if (value > MOST) bar.append(element("span", { class: "beyond right" }, "▸"));
  return bar;
}

function drawLine(line, right) {
  const call = element("code", {}, `${line.loss}(`, element("wbr"), `${line.input})`);
  const verdict = element("b", {}, line.right ? "right" : "mistake");
  const bar = drawBar(line, right);
  return element(
    "tr",
    { class: line.right ? "right" : "mistake" },
    element("th", { scope: "row" }, call),
    element("td", { class: "number" }, fixed(line.value)),
    element("td", { class: "shown" }, bar, element("p", {}, verdict, " ", line.says)),
  );
}

// ruler.show(lines) draws lines as losses-values.js makes them, the first of them a right one.
export function makeRuler() {
  const body = element("tbody");
  const head = element(
    "tr",
    {},
    ...["loss (input)", "value", "on a ruler"].map((text) => element("th", { scope: "col" }, text)),
  );
  const caption = element("caption", { class: "for-readers" }, "What each loss returns");
  return {
    element: element("table", { class: "losses" }, caption, element("thead", {}, head), body),
    show(lines) {
      body.replaceChildren(...lines.map((line) => drawLine(line, lines[0].value)));
    },
  };
}
