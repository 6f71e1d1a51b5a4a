// What layers make of an input: shapes, parameters, multiply-adds, bytes, receptive field.
// lib/live/ledger_rules.py says the same in Python.
//
// A layer is { kind, ... } with the arguments of PyTorch's class of that name:
//   Conv2d { out, kernel, stride, padding }, MaxPool2d and AvgPool2d { kernel, stride, padding },
//   Linear { in, out }, Dropout { p }, ReLU and Flatten.
// A shape is [channels, rows, columns], or [features] for a list of numbers.

const NAMES = {
  Conv2d: "conv",
  ReLU: "relu",
  MaxPool2d: "pool",
  AvgPool2d: "pool",
  Flatten: "flatten",
  Linear: "fc",
  Dropout: "dropout",
};
const BYTES = 4; // of a float32
export const KINDS = Object.keys(NAMES);

export function isWindow({ kind }) {
  return ["Conv2d", "MaxPool2d", "AvgPool2d"].includes(kind);
}

// conv1, relu1, ..., flatten, dropout; the last two have a number only where there are several.
export function layerNames(layers) {
  const stems = layers.map(({ kind }) => NAMES[kind]);
  return stems.map((stem, k) => {
    const alone = stems.filter((other) => other === stem).length === 1;
    if (alone && ["flatten", "dropout"].includes(stem)) return stem;
    return stem + stems.slice(0, k + 1).filter((other) => other === stem).length;
  });
}

export function size(shape) {
  return shape.reduce((product, n) => product * n, 1);
}

export function shapeText(shape) {
  return shape.join(" × ");
}

// Why a convolution or pooling cannot take an input of this shape, or null.
function windowMisfit({ kind, kernel, padding }, name, shape) {
  if (shape.length === 1) {
    return `${name} needs maps, but gets a list of ${shape[0]} numbers: it belongs before flatten.`;
  }
  const what = kind === "Conv2d" ? "kernel" : "window";
  if (kind !== "Conv2d" && 2 * padding > kernel) {
    return `${name}: padding (=${padding}) must be at most half of its window (=${kernel}).`;
  }
  const room = shape.slice(1).map((n) => n + 2 * padding);
  if (kernel <= Math.min(...room)) return null;
  const where = shapeText(room) + (padding ? ", padding included" : "");
  return `${name}: its ${kernel} × ${kernel} ${what} is larger than its input, ${where}.`;
}

function misfit(layer, name, shape) {
  if (isWindow(layer)) return windowMisfit(layer, name, shape);
  if (layer.kind !== "Linear") return null;
  if (shape.length > 1) {
    return `${name} needs a list of numbers, but gets ${shapeText(shape)}: put flatten before it.`;
  }
  if (layer.in !== shape[0]) return `${name} expects ${layer.in} numbers, but gets ${shape[0]}.`;
  return null;
}

function outputShape(layer, shape) {
  const { kind, kernel, stride, padding } = layer;
  if (kind === "Linear") return [layer.out];
  if (kind === "Flatten") return [size(shape)];
  if (!isWindow(layer)) return shape;
  const sizes = shape.slice(1).map((n) => Math.floor((n + 2 * padding - kernel) / stride) + 1);
  return [kind === "Conv2d" ? layer.out : shape[0], ...sizes];
}

// Weights, without the biases: there is one bias for each output channel or feature.
function weightCount(layer, shape) {
  if (layer.kind === "Conv2d") return layer.out * shape[0] * layer.kernel ** 2;
  return layer.kind === "Linear" ? layer.in * layer.out : 0;
}

// A field is { size, jump }: an element sees `size` pixels an axis, its neighbour those `jump` on.
function outputField({ kernel, stride }, field) {
  return { size: field.size + (kernel - 1) * field.jump, jump: field.jump * stride };
}

// [rows, columns] from the first to the last pixel that any element of maps of this shape sees;
// windows holds [layer, shape that it gets] for each one on the way.
function seenByAll(windows, shape) {
  return [1, 2].map((axis) => {
    let needed = [...Array(shape[axis]).keys()];
    for (const [{ kernel, stride, padding }, got] of [...windows].reverse()) {
      const taps = [...Array(kernel).keys()].map((tap) => tap - padding);
      const read = new Set(needed.flatMap((i) => taps.map((tap) => i * stride + tap)));
      needed = [...read].filter((i) => i >= 0 && i < got[axis]);
    }
    return needed.length && Math.max(...needed) - Math.min(...needed) + 1;
  });
}

// One row a layer: { name, shape, parameters, multiplyAdds, bytes, sees, jump }, where sees is
// [rows, columns] of the input, and jump null for a list of numbers. The first impossible layer has
// { name, wrong, got } and those behind it { name }.
export function account(input, layers) {
  const names = layerNames(layers);
  let [shape, field, sees] = [input, { size: 1, jump: 1 }, [1, 1]];
  let maps = input; // the last ones
  const windows = [];
  return layers.map((layer, k) => {
    const name = names[k];
    if (!shape) return { name };
    const got = shape;
    const wrong = misfit(layer, name, got);
    shape = wrong ? null : outputShape(layer, got);
    if (wrong) return { name, wrong, got };
    if (isWindow(layer)) {
      windows.push([layer, got]);
      field = outputField(layer, field);
      sees = [field.size, field.size];
    }
    if (layer.kind === "Linear") sees = seenByAll(windows, maps);
    if (shape.length > 1) maps = shape;
    const weights = weightCount(layer, got);
    return {
      name,
      shape,
      parameters: weights && weights + layer.out,
      multiplyAdds: weights * size(shape.slice(1)), // each weight once for each position
      bytes: layer.kind === "Flatten" ? 0 : BYTES * size(shape), // flatten copies nothing
      sees,
      jump: shape.length > 1 ? field.jump : null,
    };
  });
}

// { parameters, multiplyAdds, bytes } of the whole, or null for an impossible network.
export function totals(rows) {
  if (rows.some((row) => !row.shape)) return null;
  const total = (what) => rows.reduce((sum, row) => sum + row[what], 0);
  return Object.fromEntries(["parameters", "multiplyAdds", "bytes"].map((w) => [w, total(w)]));
}

// The network in PyTorch.
export function code(input, layers) {
  let channels = input[0];
  const lines = layers.map((layer) => {
    const { kind, out, kernel, stride, padding } = layer;
    if (kind === "Linear") return `nn.Linear(${layer.in}, ${out})`;
    if (kind === "Dropout") return `nn.Dropout(p=${layer.p})`;
    if (!isWindow(layer)) return `nn.${kind}()`;
    const isConv = kind === "Conv2d";
    const first = isConv ? `${channels}, ${out}, ` : "";
    if (isConv) channels = out;
    const step = stride === (isConv ? 1 : kernel) ? "" : `, stride=${stride}`;
    const border = padding ? `, padding=${padding}` : "";
    return `nn.${kind}(${first}kernel_size=${kernel}${step}${border})`;
  });
  return ["nn.Sequential(", ...lines.map((line) => `    ${line},`), ")"].join("\n");
}
