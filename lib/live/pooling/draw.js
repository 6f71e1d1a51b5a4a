// Pooling and invariance: a picture that the reader pushes about, and three maps of it.
import { makeButton, makeNumberField } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { compare, isMoved, shifted } from "./changes.js";
import { convolve, maxPool, meanPool, windowOf } from "./maps.js";
import { makeSpeech } from "../kit/speech.js";

const MAPS = {
  max: { title: "Max pooling", reduce: maxPool },
  mean: { title: "Mean pooling", reduce: meanPool },
  convolution: { title: "Strided convolution", reduce: convolve },
};

export function draw(root, data) {
  root.setAttribute("aria-label", "Pooling and shifts");
  const setting = { size: data.size, stride: data.stride, weight: data.weight };
  const base = structuredClone(data.x);
  let shift = [0, 0]; // down, right
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const picture = () => shifted(base, shift);

  const input = makeGrid({
    label: "picture",
    values: base,
    editable: true,
    onEdit(i, j, value) {
      const [row, column] = [i - shift[0], j - shift[1]];
      if (base[row]?.[column] === undefined) {
        speech.refuse("This pixel came in from outside: move the picture back to change it.");
        return;
      }
      base[row][column] = value;
      show();
    },
    onRefuse: speech.refuse,
  });
  const inputGauge = makeGauge("Picture", "pixels");

  const maps = Object.entries(MAPS).map(([kind, { title, reduce }]) => {
    const compute = (x) => reduce(x, setting);
    const grid = makeGrid({
      label: title,
      values: compute(base),
      onPoint: (i, j) => input.mark("field", i === null ? [] : read(windowOf(kind, setting, i, j))),
    });
    const note = element("p", { class: "muted" });
    return { kind, title, compute, grid, note, gauge: makeGauge(title, "outputs") };
  });

  // The pixels in a window, which may reach beyond the picture.
  function read({ row, column, size }) {
    const along = (from, n) =>
      Array.from({ length: size }, (_, k) => from + k).filter((k) => k >= 0 && k < n);
    return along(row, base.length).flatMap((r) => along(column, base[0].length).map((c) => [r, c]));
  }

  // A grid with its shades, marks and corner notes, and what the gauge says of the change.
  function showMap({ grid, gauge }, before, after, shade) {
    grid.set({ values: after });
    const found = compare(before, after);
    for (const cell of grid.element.querySelectorAll("td[data-at]")) {
      const [i, j] = cell.dataset.at.split(",").map(Number);
      const [fill, ink] = shade(after[i][j]);
      cell.style.setProperty("--shade", fill);
      cell.style.setProperty("--on-shade", ink);
    }
    grid.mark("changed", found.changed);
    gauge.set(found);
    return found;
  }

  function show() {
    const now = picture();
    const grey = greys(base);
    showMap({ grid: input, gauge: inputGauge }, base, now, grey);
    const found = maps.map((map) => {
      const [before, after] = [map.compute(base), map.compute(now)];
      const shade = map.kind === "convolution" ? signed(before) : grey;
      const { changed, counted } = showMap(map, before, after, shade);
      const by = ([i, j]) => after[i][j] - before[i][j];
      const written = (value) => (value > 0 ? "+" : "") + formatNumber(value);
      map.grid.note(new Map(changed.map((place) => [String(place), written(by(place))])));
      const { stride, size } = setting;
      const m = map.kind === "convolution" ? setting.weight.length : size;
      map.note.textContent = `${m} × ${m}, stride ${stride}`;
      return { title: map.title, before, after, text: `${changed.length} of ${counted}` };
    });
    line.textContent = sentence(found);
    for (const button of pushes) button.update();
    reset.set({ disabled: !shift.some(Boolean) });
    speech.clear();
  }

  function sentence(found) {
    if (!shift.some(Boolean)) return "Push the picture by one pixel, and watch what changes.";
    const [max, mean, convolution] = found.map(({ text }) => text);
    const said = [
      `Moved ${words(shift)}. Changed: ${max} outputs of max pooling, ${mean} of mean pooling, ` +
        `${convolution} of the convolution.`,
    ];
    const steps = shift.map((by) => by / setting.stride);
    const areMoved = () => found.every(({ before, after }) => isMoved(before, after, steps));
    if (steps.every(Number.isInteger) && areMoved()) {
      said.push(`Whole strides: each map is the one of before, moved ${words(steps)}.`);
    }
    return said.join(" ");
  }

  function push(down, right) {
    shift = [shift[0] + down, shift[1] + right];
    show();
    speech.say(line.textContent);
  }

  const makePush = (label, icon, down, right) => {
    const button = makeButton(label, () => push(down, right), { icon, primary: true });
    const isFar = () =>
      [shift[0] + down, shift[1] + right].some((by) => Math.abs(by) > data.limit);
    return { element: button.element, update: () => button.set({ disabled: isFar() }) };
  };
  const pushes = [
    makePush("Push left", "back", 0, -1),
    makePush("Push up", "up", -1, 0),
    makePush("Push down", "down", 1, 0),
    makePush("Push right", "next", 0, 1),
  ];
  const reset = makeButton("Put back", () => push(-shift[0], -shift[1]));
  const fields = [
    ["size", "pooling window"],
    ["stride", "stride"],
  ].map(([what, label]) =>
    makeNumberField(label, setting[what], {
      least: 1,
      most: data.most,
      onChange(value) {
        setting[what] = value;
        show();
        speech.say(line.textContent);
      },
      onRefuse: speech.refuse,
    }),
  );

  const panel = (title, note, grid) =>
    element("div", { class: "panel" }, element("h4", {}, title), note, grid.element);
  for (const { grid } of [{ grid: input }, ...maps]) grid.element.classList.add("shaded");
  const gauges = [inputGauge, ...maps.map(({ gauge }) => gauge)].map((gauge) => gauge.element);
  const arrows = { class: "buttons", role: "group", "aria-label": "Push the picture" };
  const panels = maps.map(({ title, note, grid }) => panel(title, note, grid));
  root.append(
    element(
      "div",
      { class: "controls" },
      element("div", arrows, ...pushes.map((one) => one.element)),
      reset.element,
      ...fields.map((field) => field.element),
    ),
    element(
      "div",
      { class: "panels picture" },
      panel("Picture", element("p", { class: "muted" }, "push it, or type into it"), input),
      element("div", { class: "gauges" }, ...gauges),
    ),
    line,
    speech.element,
    element("div", { class: "panels maps" }, ...panels),
  );
  show();
}

// The share of changed numbers, large, as a bar, and in words.
function makeGauge(title, noun) {
  const share = element("strong");
  const fill = element("i");
  const words = element("p", { class: "muted" });
  return {
    element: element(
      "div",
      { class: "gauge" },
      element("p", { class: "share" }, element("span", {}, title), share),
      element("div", { class: "bar", "aria-hidden": "true" }, fill),
      words,
    ),
    set({ changed, counted, relative }) {
      const percent = counted ? Math.round((100 * changed.length) / counted) : 0;
      share.textContent = `${percent} %`;
      fill.style.width = `${percent}%`;
      const size = relative === null ? "was 0 all over" : `relative change ${relative.toFixed(2)}`;
      words.textContent = `${changed.length} of ${counted} nonzero ${noun}; ${size}`;
    },
  };
}

// "2 down and 1 left"
function words([down, right]) {
  const parts = [];
  if (down) parts.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  if (right) parts.push(`${Math.abs(right)} ${right > 0 ? "right" : "left"}`);
  return parts.join(" and ");
}

// Shades as [background, ink]: black to white from the least number of x to the largest.
function greys(x) {
  const [low, high] = [Math.min(0, ...x.flat()), Math.max(...x.flat())];
  return (value) => {
    const part = high > low ? (value - low) / (high - low) : 0;
    const level = Math.round(255 * Math.max(0, Math.min(1, part)));
    return [`rgb(${level} ${level} ${level})`, level > 117 ? "#000" : "#fff"];
  };
}

// Blue below 0, red above, the paper at 0.
function signed(map) {
  const most = Math.max(...map.flat().map(Math.abs));
  return (value) => {
    const share = most ? Math.min(100, Math.round((100 * Math.abs(value)) / most)) : 0;
    const fill = `var(--${value < 0 ? "blue" : "red"}-fill)`;
    return [`color-mix(in srgb, ${fill} ${share}%, var(--paper))`, "var(--ink)"];
  };
}
