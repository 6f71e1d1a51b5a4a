// The network ledger: change a layer, and see what that does to all others.
import { makeButton } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { makeEditor } from "./editor.js";
import { account, code, isWindow, shapeText, totals } from "./rules.js";
import { makeTable, percent, thousands } from "./table.js";
import { makeSpeech } from "../kit/speech.js";

const MOST = 40; // layers
const TILES = ["Parameters", "Multiply-adds an image", "Bytes of activations", "Receptive field"];

const NOTE =
  "For one image, in float32. Jump: pixels from the field of an element to its neighbour’s.";

// What the row of a layer says of its settings.
function about({ kind, out, kernel, stride, padding, p, in: inputs }) {
  if (kind === "Linear") return `${inputs} → ${out}`;
  if (kind === "Dropout") return `p = ${p}`;
  if (kind === "Flatten" || kind === "ReLU") return "";
  const what = { Conv2d: "", MaxPool2d: "max ", AvgPool2d: "mean " }[kind];
  const step = stride === (kind === "Conv2d" ? 1 : kernel) ? "" : `, stride ${stride}`;
  return `${what}${kernel} × ${kernel}${step}${padding ? `, padding ${padding}` : ""}`;
}

// A layer as it is added behind an output of this shape.
function newLayer(kind, shape) {
  if (kind === "Conv2d") return { kind, out: 32, kernel: 3, stride: 1, padding: 1 };
  if (kind === "Linear") return { kind, in: shape?.length === 1 ? shape[0] : 100, out: 10 };
  if (kind === "Dropout") return { kind, p: 0.5 };
  return isWindow({ kind }) ? { kind, kernel: 2, stride: 2, padding: 0 } : { kind };
}

export function draw(root, data) {
  root.setAttribute("aria-label", "Ledger of a network");
  let { input, layers } = structuredClone(data);
  let rows = [];
  let chosen = Math.max(0, layers.findIndex(({ kind }) => kind === "Conv2d") + 1); // 0: the input
  let editor = null;
  const speech = makeSpeech();
  const repair = makeButton("", () => {});
  const table = makeTable({ onChoose: choose });
  const listing = element("pre", { role: "region", "aria-label": "PyTorch code", tabindex: 0 });
  const tiles = TILES.map((label) => {
    const value = element("p", { class: "value" });
    const note = element("p", { class: "muted" });
    const title = element("p", { class: "muted" }, label);
    return { element: element("div", { class: "tile" }, title, value, note), value, note };
  });

  function show() {
    rows = account(input, layers);
    const total = totals(rows);
    showTotals(total);
    const shown = rows.map((row, k) => ({ ...row, about: about(layers[k]) }));
    editor?.set({ isFirst: chosen === 1, isLast: chosen === layers.length });
    const first = { name: "input", shape: input, about: "" };
    table.set({ rows: [first, ...shown], total, chosen, editor: editor?.element });
    listing.textContent = code(input, layers);
    showWrong(rows.findIndex((row) => row.wrong));
  }

  function showTotals(total) {
    const most = (what) => {
      const best = rows.reduce((a, b) => (b[what] > a[what] ? b : a));
      return `${percent(best[what], total[what])} in ${best.name}`;
    };
    const maps = rows.filter(({ shape }) => shape?.length === 3).at(-1);
    const texts = total
      ? [
          [thousands(total.parameters), most("parameters")],
          [thousands(total.multiplyAdds), most("multiplyAdds")],
          [thousands(total.bytes), most("bytes")],
          maps ? [shapeText(maps.sees), `pixels for each element of ${maps.name}`] : ["–", ""],
        ]
      : tiles.map(() => ["–", "impossible network"]);
    texts.forEach(([value, note], k) => {
      tiles[k].value.textContent = value;
      tiles[k].note.textContent = note;
    });
  }

  // The sentence about an impossible layer, with a button where the remedy is plain.
  function showWrong(k) {
    if (k < 0) speech.clear();
    else speech.refuse(rows[k].wrong);
    const remedy = k < 0 ? null : remedyOf(layers[k], rows[k], k);
    repair.element.hidden = !remedy;
    if (remedy) repair.set({ label: remedy.label });
  }

  function remedyOf(layer, { name, got }, k) {
    if (layer.kind !== "Linear") return null;
    if (got.length === 1) {
      return { label: `Give ${name} ${got[0]} inputs`, apply: () => (layer.in = got[0]) };
    }
    const flatten = { kind: "Flatten" };
    return { label: `Put flatten before ${name}`, apply: () => layers.splice(k, 0, flatten) };
  }

  repair.element.addEventListener("click", () => {
    const k = rows.findIndex((row) => row.wrong);
    remedyOf(layers[k], rows[k], k).apply();
    edit(k + 1);
  });

  function say() {
    const total = totals(rows);
    if (!total) return; // the sentence about it is read out
    const own = rows[chosen - 1];
    const gives = own ? `${own.name} gives ${shapeText(own.shape)}. ` : "";
    const [parameters, work] = [total.parameters, total.multiplyAdds].map(thousands);
    speech.say(`${gives}In all ${parameters} parameters, ${work} multiply-adds.`);
  }

  // Opens the editor of row k, and shows everything anew.
  function open(k) {
    chosen = k;
    const name = k ? account(input, layers)[k - 1].name : "input";
    editor = makeEditor(k ? layers[k - 1] : input, name, {
      onChange() {
        show();
        say();
      },
      onRefuse: speech.refuse,
      onMove: move,
      onRemove: remove,
      onAdd: add,
    });
    show();
  }

  function edit(k) {
    open(k);
    table.focus(k);
    say();
  }

  // A second press closes the editor.
  function choose(k) {
    if (editor && k === chosen) {
      editor = null;
      show();
    } else {
      open(k);
    }
    table.focus(k);
  }

  function move(by) {
    const [layer] = layers.splice(chosen - 1, 1);
    layers.splice(chosen - 1 + by, 0, layer);
    edit(chosen + by);
  }

  function remove() {
    if (layers.length === 1) {
      speech.refuse("The last layer stays: a network needs one.");
      return;
    }
    layers.splice(chosen - 1, 1);
    edit(Math.min(chosen, layers.length));
  }

  function add(kind) {
    if (layers.length === MOST) {
      speech.refuse(`The ledger holds ${MOST} layers at most.`);
      return;
    }
    const shape = chosen ? rows[chosen - 1].shape : input;
    layers.splice(chosen, 0, newLayer(kind, shape));
    edit(chosen + 1);
  }

  const reset = makeButton("As it was", () => {
    ({ input, layers } = structuredClone(data));
    edit(Math.min(chosen, layers.length));
  });
  const trouble = element("div", { class: "trouble" }, speech.element, repair.element);
  root.append(
    element("div", { class: "tiles" }, ...tiles.map((tile) => tile.element)),
    trouble,
    table.element,
    element("p", { class: "muted small" }, NOTE),
    element("div", { class: "controls after" }, reset.element),
    element("details", {}, element("summary", {}, "As PyTorch code"), listing),
  );
  open(chosen);
}
