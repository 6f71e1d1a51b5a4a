// Where one layer, or the input, is changed: its numbers, its place, and a new one behind it.
import { makeButton, makeNumberField, makeSelect } from "../kit/controls.js";
import { element } from "../kit/dom.js";
import { KINDS, isWindow } from "./rules.js";

const CHANNELS = ["out", "output channels", 1, 1024];
const WINDOW = [
  ["kernel", "kernel size", 1, 31],
  ["stride", "stride", 1, 31],
  ["padding", "padding", 0, 15],
];
const INPUT = [
  [0, "channels", 1, 1024],
  [1, "rows", 1, 512],
  [2, "columns", 1, 512],
];
const LINEAR = [
  ["in", "inputs", 1, 1000000],
  ["out", "outputs", 1, 100000],
];

function fieldsOf(layer) {
  if (Array.isArray(layer)) return INPUT;
  if (layer.kind === "Linear") return LINEAR;
  if (!isWindow(layer)) return [];
  return layer.kind === "Conv2d" ? [CHANNELS, ...WINDOW] : WINDOW;
}

// The editor of a layer, or of the input's shape; `name` is what the table calls it.
//   onChange(), onRefuse(sentence): after a number was changed in `layer` itself
//   onMove(by), onRemove(), onAdd(kind): what the buttons ask for; the input has no first two
// editor.set({ isFirst, isLast }) says whether the layer can move.
export function makeEditor(layer, name, { onChange, onRefuse, onMove, onRemove, onAdd }) {
  const fields = fieldsOf(layer).map(([key, label, least, most]) =>
    makeNumberField(label, layer[key], {
      least,
      most,
      onRefuse,
      onChange(value) {
        layer[key] = value;
        onChange();
      },
    }),
  );
  const up = makeButton("Move up", () => onMove(-1));
  const down = makeButton("Move down", () => onMove(1));
  const remove = makeButton("Remove", onRemove);
  let kind = KINDS[0];
  const kinds = makeSelect(
    "new layer",
    kind,
    KINDS.map((each) => [each, each]),
    (chosen) => (kind = chosen),
  );
  const add = makeButton("Add below", () => onAdd(kind));
  const place = element("div", { class: "buttons" }, up.element, down.element, remove.element);
  return {
    element: element(
      "div",
      { class: "controls", role: "group", "aria-label": `edit ${name}` },
      ...fields.map((field) => field.element),
      Array.isArray(layer) ? null : place,
      element("div", { class: "add" }, kinds.element, add.element),
    ),
    set({ isFirst, isLast }) {
      up.set({ disabled: isFirst });
      down.set({ disabled: isLast });
    },
  };
}
