// What can be done to a network, and how its layers are written.
import { WINDOWS } from "./rules.py";

/**
 * @typedef {object} Layer - with the arguments of PyTorch's class of that name
 * @property {string} kind - Conv2d, ReLU, MaxPool2d, AvgPool2d, Flatten, Linear or Dropout
 * @property {number} [in] - of a Linear
 * @property {number} [out] - of a Conv2d or Linear
 * @property {number} [kernel] - of a Conv2d or pooling, like the next two
 * @property {number} [stride]
 * @property {number} [padding]
 * @property {number} [p] - of a Dropout
 *
 * @typedef {object} Row - of rules.py
 * @property {string} name
 * @property {number[]} [shape] - none where the layer is impossible, or behind such a one
 * @property {string} [wrong] - why it is impossible
 * @property {number[]} [got] - the shape that it cannot take
 * @property {number} [parameters]
 * @property {number} [multiply_adds]
 * @property {number} [bytes]
 * @property {number[]} [sees]
 * @property {number | null} [jump]
 *
 * @typedef {object} State
 * @property {number[]} input - its shape
 * @property {Layer[]} layers
 * @property {number} chosen - a row: 0 is the input, 1 the first layer
 * @property {boolean} open - whether that row is edited
 */

/** @param {Layer} layer */
function isWindow(layer) {
  return WINDOWS.includes(layer.kind);
}

// ---- how a layer is written

/**
 * What the row of a layer says of its settings.
 *
 * @param {Layer} layer
 */
export function about(layer) {
  if (layer.kind === "Linear") return `${layer.in} → ${layer.out}`;
  if (layer.kind === "Dropout") return `p = ${layer.p}`;
  if (!isWindow(layer)) return "";
  const what = { MaxPool2d: "max ", AvgPool2d: "mean " }[layer.kind] ?? "";
  const more = unusual(layer).map(([name, value]) => `, ${name} ${value}`);
  return `${what}${layer.kernel} × ${layer.kernel}${more.join("")}`;
}

/**
 * The network in PyTorch.
 *
 * @param {number[]} input
 * @param {Layer[]} layers
 */
export function code([channels], layers) {
  const lines = layers.map((layer) => {
    if (layer.kind === "Linear") return `nn.Linear(${layer.in}, ${layer.out})`;
    if (layer.kind === "Dropout") return `nn.Dropout(p=${layer.p})`;
    if (!isWindow(layer)) return `nn.${layer.kind}()`;
    const first = layer.kind === "Conv2d" ? `${channels}, ${layer.out}, ` : "";
    channels = layer.out ?? channels;
    const more = unusual(layer).map(([name, value]) => `, ${name}=${value}`);
    return `nn.${layer.kind}(${first}kernel_size=${layer.kernel}${more.join("")})`;
  });
  return ["nn.Sequential(", ...lines.map((line) => `    ${line},`), ")"].join("\n");
}

/**
 * The stride and padding of a window, where PyTorch would not choose them itself.
 *
 * @param {Layer} layer
 */
function unusual({ kind, kernel, stride, padding }) {
  return [
    ["stride", stride, kind === "Conv2d" ? 1 : kernel],
    ["padding", padding, 0],
  ].filter(([, value, usual]) => value !== usual);
}

// ---- what can be done

/**
 * A layer as it is added behind an output of this shape.
 *
 * @param {string} kind
 * @param {number[] | undefined} shape
 * @returns {Layer}
 */
function newLayer(kind, shape) {
  if (kind === "Conv2d") return { kind, out: 32, kernel: 3, stride: 1, padding: 1 };
  if (kind === "Linear") return { kind, in: shape?.length === 1 ? shape[0] : 100, out: 10 };
  if (kind === "Dropout") return { kind, p: 0.5 };
  return kind.endsWith("Pool2d") ? { kind, kernel: 2, stride: 2, padding: 0 } : { kind };
}

/**
 * Adds a layer behind the chosen row, and chooses it.
 *
 * @param {State} state
 * @param {string} kind
 * @param {Row[]} rows
 */
export function addLayer(state, kind, rows) {
  const shape = state.chosen ? rows[state.chosen - 1].shape : state.input;
  state.layers.splice(state.chosen, 0, newLayer(kind, shape));
  state.chosen += 1;
}

/**
 * Moves the chosen layer, which stays chosen.
 *
 * @param {State} state
 * @param {number} by
 */
export function moveLayer(state, by) {
  const [layer] = state.layers.splice(state.chosen - 1, 1);
  state.chosen += by;
  state.layers.splice(state.chosen - 1, 0, layer);
}

/**
 * Takes the chosen layer away, and chooses the next.
 *
 * @param {State} state
 */
export function removeLayer(state) {
  state.layers.splice(state.chosen - 1, 1);
  state.chosen = Math.min(state.chosen, state.layers.length);
}

/**
 * What would make the first impossible layer possible, where that is plain; or null.
 *
 * @param {State} state
 * @param {Row[]} rows
 * @returns {{ label: string, apply: () => void } | null}
 */
export function remedy({ layers }, rows) {
  const k = rows.findIndex((row) => row.wrong);
  const got = rows[k]?.got;
  if (!got || layers[k].kind !== "Linear") return null;
  const { name } = rows[k];
  return got.length === 1
    ? { label: `Give ${name} ${got[0]} inputs`, apply: () => (layers[k].in = got[0]) }
    : {
        label: `Put flatten before ${name}`,
        apply: () => layers.splice(k, 0, { kind: "Flatten" }),
      };
}
