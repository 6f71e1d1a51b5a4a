// Trace: any activation of a network on one picture, and the inputs and weights that made it.
import { makeButton, makeNumberField, makeToggle } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeMaps } from "../kit/network-maps.js";
import { run, unpackBytes, unpackNetwork } from "../kit/network.js";
import { makeSpeech } from "../kit/speech.js";
import { field, parts, unravel } from "./sums.js";
import { makeSum, signed } from "./table.js";

const HINT = [
  "Point at a product: a click follows its input back to where it was made.",
  "Orange is above 0, blue below.",
].join(" ");

// data: { network, picture, start }: the picture is 28 x 28 32-bit numbers in base64, the start
// [layer, channel, row, column].
export function draw(root, data) {
  root.setAttribute("aria-label", "A prediction, traced back");
  const layers = unpackNetwork(data.network);
  const volumes = run(layers, new Float32Array(unpackBytes(data.picture).buffer));
  const names = ["picture", ...layers.map((layer) => layer.name)];
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const reach = element("p", { class: "muted" });
  const size = element("span", { class: "muted" });
  const [mapsName, channel] = [element("span"), element("div", { class: "controls" })];
  const path = []; // the activations that the reader came from
  let n = null; // the layer
  let at = null; // channel, row, column
  let made = null; // how the activation was made

  const picture = makeMaps({ label: "the picture", isInk: true });
  const maps = makeMaps({
    label: "activations of the layer",
    onPoint: (c, i, j, how) => how === "focus" && go(n, [c, i, j]),
    onPick: (...to) => go(n, to),
  });
  const windows = ["inputs", "weights", "products"].map((label) =>
    makeMaps({ label, onPoint: point, onPick: (...to) => follow(...to) }),
  );
  const sum = makeSum({ nameOf: inputName, onFollow: (...to) => follow(...to), point });
  const back = makeButton("Back", () => {
    const [layer, place] = path.pop();
    show(layer, place);
  });
  const choices = layers.map(({ name }, k) => [String(k), name]);
  const toggle = makeToggle("Layer", "0", choices, (chosen) => go(Number(chosen), null));

  function nameOf(k, [c, i, j]) {
    const isSingle = volumes[k].rows * volumes[k].columns === 1;
    return `${names[k]}[${isSingle ? c : [c, i, j].join(", ")}]`;
  }

  // The input at a place of the window, or null where it is padding.
  function input(c, k, l) {
    const [row, column] = [made.top + k, made.left + l];
    const x = volumes[n];
    const isInside = row >= 0 && row < x.rows && column >= 0 && column < x.columns;
    return isInside ? [c, row, column] : null;
  }

  function inputName(c, k, l) {
    const place = input(c, k, l);
    return place ? nameOf(n, place) : "padding";
  }

  function follow(c, k, l) {
    const place = input(c, k, l);
    if (place && n > 0) go(n - 1, place);
    else if (place) speech.refuse(`${nameOf(0, place)} is a pixel: here the trace ends.`);
    else speech.refuse("This input is padding, a 0 that no layer made.");
  }

  function go(layer, place) {
    if (at) path.push([n, at]);
    show(layer, place);
  }

  // Without a place, the largest activation of the layer.
  function show(layer, place) {
    const y = volumes[layer + 1];
    if (layer !== n) showLayer(layer, y);
    at = place ?? unravel(y, y.values.indexOf(y.values.reduce((a, b) => Math.max(a, b))));
    made = parts(layers[n], volumes[n], at);
    maps.frame(...at);
    fields.forEach((each, axis) => each.set(at[axis]));
    back.set({ disabled: path.length === 0 });
    windows.forEach((shown, k) => {
      const volume = [made.inputs, made.weights, made.products][k];
      const most = volume.values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      const across = Math.min(8, Math.ceil(Math.sqrt(volume.channels)));
      shown.set(volume, { most, across });
      fit(shown, across * (volume.columns + 1) - 1, 200, 28);
    });
    showField();
    sum.set(made, nameOf(n + 1, at), layers[n].relu);
    speech.clear();
    point(null);
    speech.say(`${sum.text()} ${reach.textContent}`);
  }

  function showField() {
    const [rows, columns] = field(layers.slice(0, n + 1), volumes, at);
    const [height, width] = [rows, columns].map(([first, last]) => last - first + 1);
    picture.frame(0, rows[0], columns[0], rows[1], columns[1]);
    reach.textContent = [
      `It depends on the ${height} × ${width} pixels that are lit:`,
      `rows ${rows.join(" to ")}, columns ${columns.join(" to ")}.`,
    ].join(" ");
  }

  let fields = [];
  function showLayer(layer, y) {
    n = layer;
    toggle.set(String(n));
    mapsName.textContent = `Activations of ${names[n + 1]} `;
    size.textContent = `${y.channels} × ${y.rows} × ${y.columns}`;
    const most = y.values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const across = y.rows === 1 ? y.channels : y.channels < 32 ? 8 : 16;
    maps.set(y, { most, across });
    fit(maps, across * (y.columns + 1) - 1, 480, 24);
    const lengths = [y.channels, y.rows, y.columns];
    fields = ["Channel", "Row", "Column"].map((label, axis) =>
      makeNumberField(label, 0, {
        least: 0,
        most: lengths[axis] - 1,
        onChange: (value) => go(n, at.map((old, k) => (k === axis ? value : old))),
        onRefuse: speech.refuse,
      }),
    );
    channel.replaceChildren(...fields.map((each) => each.element));
  }

  // One product: of these inputs and weights, of channel c at (k, l) in the window; null: none.
  function point(c, k, l, how) {
    for (const shown of windows) shown.frame(c, k, l);
    if (c === null) {
      line.textContent = HINT;
      return;
    }
    const m = (c * made.inputs.rows + k) * made.inputs.columns + l;
    const [x, w, product] = [made.inputs, made.weights, made.products].map((v) => v.values[m]);
    const place = `weight[${at[0]}, ${c}, ${k}, ${l}]`;
    const terms = `${signed(x)} × ${signed(w)} = ${signed(product)}`;
    line.textContent = `${inputName(c, k, l)} × ${place} = ${terms}`;
    if (how === "focus") speech.say(line.textContent);
  }

  const panel = (title, ...shown) =>
    element("div", { class: "panel" }, element("p", { class: "title" }, ...title), ...shown);
  const sign = (text) => element("div", { class: "sign", "aria-hidden": "true" }, text);
  root.append(
    element("div", { class: "controls" }, toggle.element, channel, back.element),
    element(
      "div",
      { class: "panels" },
      panel(["The picture"], picture.element, reach),
      panel([mapsName, size], maps.element),
    ),
    element(
      "div",
      { class: "windows" },
      panel(["Its inputs"], windows[0].element),
      sign("×"),
      panel(["Its weights"], windows[1].element),
      sign("="),
      panel(["Products"], windows[2].element),
    ),
    line,
    sum.element,
    speech.element,
  );
  picture.set(volumes[0]);
  fit(picture, 28, 168, 6);
  const [layer, ...place] = data.start;
  show(layer, place);
}

// The largest elements of whole pixels with which this many stay within a width.
function fit(maps, across, width, most) {
  const unit = Math.max(2, Math.min(most, Math.floor(width / across)));
  maps.element.style.setProperty("--unit", `${unit}px`);
}
