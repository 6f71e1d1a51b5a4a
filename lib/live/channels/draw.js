// Channels: every channel of a colour patch has a kernel of its own, and the sums are added.
import { output, outputShape, products, sums, windowCells } from "./sums.js";
import { addend, band, longest, paint, panel, sign, zeros } from "./view.js";
import { makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { formatFactor, formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";

const CHANNELS = ["red", "green", "blue"];

// data: { patch, weight, bias, names, ledger }: names of the filters, and the sentence that counts.
export function draw(root, data) {
  root.setAttribute("aria-label", "One output element over all channels");
  const setting = structuredClone(data);
  const filters = [...data.weight.keys()];
  const [rows, columns] = outputShape(setting);
  const empty = Array.from({ length: rows }, () => Array(columns).fill(null));
  const places = empty.flatMap((row, i) => row.map((_, j) => [i, j]));
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const total = element("strong");
  const meaning = element("span", { class: "muted" });
  const shownSums = CHANNELS.map(() => element("strong"));
  let filter = 0;
  let step = 0;
  let shown = { f: 0, i: 0, j: 0 }; // which output the kernels, products and sums belong to

  const patch = makeGrid({
    label: "colour patch",
    values: data.patch[0].map((row) => row.map(() => null)),
    describe: pixel,
    onPoint: (r, c) => (r === null ? showStep() : showPixel(r, c)),
  });
  const channels = CHANNELS.map((name, c) =>
    makeGrid({
      label: `${name} channel`,
      values: data.patch[c],
      editable: true,
      onEdit: (r, k, value) => changePixel(c, r, k, value),
      onRefuse: speech.refuse,
      onPoint: (r, k) => (r === null ? showStep() : showProduct(c, r - shown.i, k - shown.j)),
    }),
  );
  const kernels = CHANNELS.map((name, c) =>
    makeGrid({
      label: `${name} kernel`,
      values: data.weight[0][c],
      editable: true,
      onEdit: (k, l, value) => change(() => (setting.weight[filter][c][k][l] = value)),
      onRefuse: speech.refuse,
      onPoint: (k, l) => (k === null ? showStep() : showProduct(c, k, l)),
    }),
  );
  const multiplied = CHANNELS.map((name, c) =>
    makeGrid({
      label: `${name} products`,
      values: data.weight[0][c],
      onPoint: (k, l) => (k === null ? showStep() : showProduct(c, k, l)),
    }),
  );
  const bias = makeGrid({
    label: "bias",
    values: [[data.bias[0]]],
    editable: true,
    describe: () => `bias: ${formatNumber(setting.bias[shown.f])}`,
    onEdit: (i, j, value) => change(() => (setting.bias[filter] = value)),
    onRefuse: speech.refuse,
  });
  const outputs = filters.map((f) =>
    makeGrid({
      label: `output ${f}`,
      values: empty,
      onPoint: (i, j) => (i === null ? showStep() : showOutput(f, i, j)),
      onPick: (i, j) => {
        choose(f);
        player.go(i * columns + j);
      },
    }),
  );
  const player = makePlayer({
    count: 0,
    onStep(wanted, playing) {
      step = wanted;
      showStep();
      speech.say(playing ? brief() : arithmetic());
    },
    describe: (k) => `row ${places[k][0]}, column ${places[k][1]}`,
  });
  const toggle = makeToggle(
    "Filter",
    "0",
    data.names.map((name, f) => [String(f), name ? `${f}: ${name}` : String(f)]),
    (chosen) => {
      choose(Number(chosen));
      showStep();
      speech.say(arithmetic());
    },
  );

  function pixel(r, c) {
    const parts = CHANNELS.map((name, channel) => `${name} ${setting.patch[channel][r][c]}`);
    return `row ${r}, column ${c}: ${parts.join(", ")}`;
  }

  function brief({ f, i, j } = shown) {
    return `output ${f}, row ${i}, column ${j}: ${formatNumber(output(setting, f, i, j))}`;
  }

  function arithmetic({ f, i, j } = shown) {
    const parts = [...sums(setting, f, i, j), setting.bias[f]].map(formatFactor);
    const names = [...CHANNELS, "bias"];
    const terms = parts.map((part, k) => `${part} (${names[k]})`).join(" + ");
    return `y[${f}, ${i}, ${j}] = ${terms} = ${formatNumber(output(setting, f, i, j))}`;
  }

  function choose(f) {
    filter = f;
    speech.clear();
  }

  function changePixel(c, row, column, value) {
    if (Number.isInteger(value) && value >= 0 && value <= 255) {
      change(() => (setting.patch[c][row][column] = value));
    } else {
      const wrong = `pixel (=${formatNumber(value)}) must be a whole number from 0 to 255`;
      speech.refuse(`${wrong}, as in uint8; it stays ${setting.patch[c][row][column]}.`);
    }
  }

  function change(make) {
    make();
    speech.clear();
    setting.patch.forEach((values, c) => channels[c].set({ values }));
    patch.set({});
    colour();
    showStep();
    speech.say(arithmetic());
  }

  // Every pixel in its colour; every channel in the light that it adds, a little softened.
  function colour() {
    const rgb = (r, c) => setting.patch.map((channel) => channel[r][c]);
    paint(patch, rgb);
    channels.forEach((grid, c) =>
      paint(grid, (...at) => rgb(...at).map((_, k, all) => (k === c ? all[c] : all[c] / 4))),
    );
    const made = filters.flatMap((f) => places.flatMap((at) => products(setting, f, ...at)));
    root.style.setProperty("--weight", longest(setting.weight.flat(3)));
    root.style.setProperty("--product", longest(made.flat(2)));
  }

  // All outputs up to this step, and how the output of the chosen filter there was made.
  function showStep() {
    const value = (f, i, j) => (i * columns + j <= step ? output(setting, f, i, j) : null);
    for (const f of filters) {
      outputs[f].set({ values: empty.map((row, i) => row.map((_, j) => value(f, i, j))) });
    }
    showOutput(filter, ...places[step]);
  }

  function showOutput(f, i, j) {
    shown = { f, i, j };
    toggle.set(String(f));
    const used = windowCells(setting, i, j);
    for (const grid of [patch, ...channels]) grid.mark("field", used);
    const made = products(setting, f, i, j);
    sums(setting, f, i, j).forEach((sum, c) => {
      const weights = setting.weight[f][c];
      kernels[c].set({ values: weights });
      kernels[c].mark("zero", zeros(weights));
      multiplied[c].set({ values: made[c] });
      multiplied[c].mark("zero", zeros(made[c]));
      shownSums[c].textContent = formatFactor(sum);
    });
    bias.set({ values: [[setting.bias[f]]] });
    total.textContent = formatNumber(output(setting, f, i, j));
    meaning.textContent = `y[${f}, ${i}, ${j}]`;
    for (const k of filters) outputs[k].mark("current", k === f ? [[i, j]] : []);
    for (const grid of [patch, ...channels, ...kernels, ...multiplied]) grid.mark("pair", []);
    line.textContent = arithmetic();
  }

  // One weight of channel c, what it multiplies and what comes out; or a pixel outside the window.
  function showProduct(c, k, l) {
    const { f, i, j } = shown;
    const weight = setting.weight[f][c][k]?.[l];
    if (weight === undefined) {
      showPixel(i + k, j + l);
      return;
    }
    markPair(c, [i + k, j + l], [[k, l]]);
    const x = setting.patch[c][i + k][j + l];
    const names = `x[${c}, ${i + k}, ${j + l}] · w[${f}, ${c}, ${k}, ${l}]`;
    const numbers = `${x} · ${formatFactor(weight)} = ${formatNumber(x * weight)}`;
    line.textContent = `${CHANNELS[c]}: ${names} = ${numbers}`;
  }

  function showPixel(r, c) {
    markPair(null, [r, c], []);
    line.textContent = `Pixel ${pixel(r, c)}`;
  }

  // Marks a pixel in the patch and in a channel (null: in all), and its weight and product.
  function markPair(c, at, tap) {
    patch.mark("pair", [at]);
    for (const k of CHANNELS.keys()) {
      channels[k].mark("pair", c === null || c === k ? [at] : []);
      kernels[k].mark("pair", c === k ? tap : []);
      multiplied[k].mark("pair", c === k ? tap : []);
    }
  }

  const bands = CHANNELS.map((name, c) =>
    band(name, channels[c], kernels[c], multiplied[c], shownSums[c], c ? "+" : ""),
  );
  const result = element("div", { class: "total" }, meaning, element("span", {}, sign("="), total));
  root.append(
    element(
      "div",
      { class: "top" },
      panel("Colour patch", patch, "bare"),
      element(
        "div",
        { class: "settings" },
        element("p", {}, data.ledger),
        filters.length > 1 ? element("div", { class: "controls" }, toggle.element) : null,
        player.element,
      ),
    ),
    ...bands,
    element("div", { class: "band bare" }, addend("bias", "+", bias.element)),
    element(
      "div",
      { class: "end" },
      result,
      ...filters.map((f) => panel(`Output ${f}`, outputs[f])),
    ),
    line,
    speech.element,
  );
  colour();
  player.set({ count: rows * columns, step: 0 });
}
