// The sum of one activation, written out: its largest products, the others, the bias, the total.
import { makeButton } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { largest, unravel } from "./sums.js";

const SHOWN = 6;

export function signed(value) {
  const text = Math.abs(value).toFixed(4);
  return value < 0 && Number(text) > 0 ? `−${text}` : text;
}

// nameOf(c, k, l) names the input at a place of the window; onFollow(c, k, l) goes there, and
// point(c, k, l) points at it. sum.set(parts, name, isCut) shows a sum, cut by a ReLU or not.
export function makeSum({ nameOf, onFollow, point }) {
  const total = element("p", { class: "total" });
  const body = element("tbody");
  const caption = element("caption", { class: "for-readers" }, "The sum, written out");
  const heads = ["Product", "Input × weight", "Input"];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const table = element("table", { class: "sum" }, caption, element("thead", {}, head), body);
  let told = "";

  function row(value, ...cells) {
    const made = cells.map((cell) => element("td", {}, cell));
    body.append(element("tr", {}, element("th", { scope: "row" }, signed(value)), ...made));
  }

  // Rounded as written: what stands there adds up to the sum, to the last digit.
  function set({ inputs, weights, products, bias, sum, value }, name, isCut) {
    const rounded = (number) => Math.round(10000 * number);
    const terms = largest(products, SHOWN);
    const others = products.values.filter((product) => product !== 0).length - terms.length;
    let rest = rounded(sum) - rounded(bias);
    body.replaceChildren();
    for (const n of terms) {
      const place = unravel(products, n);
      rest -= rounded(products.values[n]);
      const follow = makeButton(nameOf(...place), () => onFollow(...place));
      follow.element.addEventListener("focus", () => point(...place));
      row(
        products.values[n],
        `${signed(inputs.values[n])} × ${signed(weights.values[n])}`,
        follow.element,
      );
    }
    if (others > 0) row(rest / 10000, `${others} more products`, "");
    else if (rest !== 0) row(rest / 10000, "rounding", "");
    row(bias, "bias", "");
    const result = signed(sum);
    row(sum, "sum", "");
    body.lastChild.classList.add("result");
    told = isCut ? `${name} = ReLU(${result}) = ${signed(value)}` : `${name} = ${result}`;
    total.textContent = told;
  }

  const scroller = element("div", { class: "scroller" }, table);
  return { element: element("div", {}, total, scroller), set, text: () => `${told}.` };
}
