// The chart of dropout: the mean factor of each element after 1, 2, ... masks, which count on a
// logarithmic axis.
import { element } from "../kit/dom.js";

const WIDTH = 1000;

function draw(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// chart.set({ rows, limit, top, right }) shows rows[t][i], the factor of element i after t + 1
// masks; `limit` is what they approach, `right` whether it should, `top` the end of the axis.
export function makeChart(count) {
  const across = (t) => (Math.log(t) / Math.log(count)) * WIDTH; // t masks, from 1 on
  const picture = draw("svg", { viewBox: `0 0 ${WIDTH} 100`, preserveAspectRatio: "none" });
  picture.setAttribute("aria-hidden", "true"); // the sentence below the chart says it
  const levels = element("div", {});
  const ticks = [1, 10, 100, 1000]
    .filter((t) => t <= count)
    .map((t) => {
      const text = t === 1 ? "1 mask" : String(t);
      return element("span", { style: `left: ${across(t) / 10}%` }, text);
    });
  const area = element("div", { class: "area" }, picture, levels);
  const axis = element("div", { class: "axis", "aria-hidden": "true" }, ...ticks);

  function set({ rows, limit, top, right }) {
    const height = (factor) => 100 - (factor / top) * 100;
    // late masks lie closer than a thousandth of the width: every third one is enough
    const isApart = (t) => t % 3 === 0 || across(t + 2) - across(t + 1) > 1;
    const shown = rows.map((_, t) => t).filter((t) => isApart(t) || t === rows.length - 1);
    const point = (t, factor) => `${across(t + 1).toFixed(1)} ${height(factor).toFixed(2)}`;
    const path = (value) => `M${shown.map((t) => point(t, value(rows[t]))).join("L")}`;
    const mean = (row) => row.reduce((sum, factor) => sum + factor, 0) / row.length;
    const lines = rows.length
      ? [...rows[0].map((_, i) => ["thin", (row) => row[i]]), ["thick", mean]]
      : [];
    picture.replaceChildren(
      ...lines.map(([name, value]) => draw("path", { class: name, d: path(value) })),
    );
    area.classList.toggle("wrong", !right);
    const level = (name, factor, text) => {
      const attributes = { class: `level ${name}`, style: `top: ${height(factor)}%` };
      return element("p", attributes, element("span", {}, text));
    };
    levels.replaceChildren(
      level("aim", 1, "1: the input"),
      ...(right ? [] : [level("limit", limit, `${Number(limit.toPrecision(3))}: where it goes`)]),
    );
  }

  return { element: element("div", { class: "chart" }, area, axis), set };
}
