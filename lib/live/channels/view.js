// The look of the channels figure: colours of pixels, widths of cells, and what stands where.
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";

// Gives the cells of a grid the colours [red, green, blue] that colour(row, column) returns.
export function paint(grid, colour) {
  for (const cell of grid.element.querySelectorAll("td[data-at]")) {
    const rgb = colour(...cell.dataset.at.split(",").map(Number));
    cell.style.setProperty("--pixel", `rgb(${rgb.map(Math.round).join(", ")})`);
    cell.style.setProperty("--on-pixel", isBright(rgb) ? "#000" : "#fff");
  }
}

// Whether black can be read better than white on this colour, by the contrast of WCAG.
function isBright(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

// The places where rows of numbers are zero.
export function zeros(rows) {
  return rows.flatMap((row, i) => row.flatMap((value, j) => (value === 0 ? [[i, j]] : [])));
}

// The most characters that one of these numbers has.
export function longest(numbers) {
  return Math.max(...numbers.map((number) => formatNumber(number).length));
}

export function sign(text) {
  return element("span", { class: "sign", "aria-hidden": "true" }, text);
}

export function panel(title, grid, name = "") {
  const heading = element("p", { class: "title" }, title);
  return element("div", { class: `panel ${name}` }, heading, grid.element);
}

// One addend of the column that is added up: its name, and + with the number.
export function addend(name, plus, shown) {
  return element(
    "div",
    { class: "addend" },
    element("span", { class: "muted" }, name),
    element("span", { class: "amount" }, sign(plus), shown),
  );
}

// A channel, its kernel, their products and the sum of these.
export function band(name, channel, kernel, products, sum, plus) {
  return element(
    "div",
    { class: `band ${name}`, role: "group", "aria-label": name },
    panel(`${name} channel`, channel),
    sign("×"),
    panel("its kernel", kernel, "bare"),
    sign("="),
    panel("products", products, "bare"),
    element("span", { class: "leader" }),
    addend(`sum of ${name}`, plus, sum),
  );
}
