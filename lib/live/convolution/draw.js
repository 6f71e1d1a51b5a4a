// The convolution stepper: one output element after the other, for a vector or a matrix.
import { makeNumberField, makeToggle } from "../kit/controls.js";
import { misfit, outputs, outputShape, paddedInput, slidingKernel } from "./steps.js";
import { sum, terms, turned, unpadded, users } from "./steps.js";
import { arithmetic, name, product, readers, titles } from "./words.js";
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";

const LIMITS = { padding: [0, 8], stride: [1, 8], dilation: [1, 4] };
const KINDS = [
  ["convolution", "convolution"],
  ["correlation", "cross-correlation"],
];

export function draw(root, data) {
  const setting = structuredClone(data);
  const { isVector } = data;
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  let step = 0;

  const here = () => {
    const columns = outputShape(setting)[1];
    return [Math.floor(step / columns), step % columns];
  };
  const nameOfX = (at) => {
    const inside = unpadded(setting, at);
    return inside ? name("x", inside, isVector) : "padding";
  };
  const nameOfY = (at) => name("y", at, isVector);

  // ---- grids

  const input = makeGrid({
    label: "input x",
    values: data.x,
    editable: true,
    onEdit(r, c, value) {
      const [i, j] = unpadded(setting, [r, c]);
      change(() => (setting.x[i][j] = value));
    },
    onRefuse: speech.refuse,
    onPoint: (r, c, how) => showPoint(r, how, () => showUsers([r, c])),
  });
  const kernel = makeGrid({
    label: "kernel w",
    values: data.w,
    editable: true,
    onEdit: (k, l, value) => change(() => (setting.w[k][l] = value)),
    onRefuse: speech.refuse,
    onPoint: (k, l, how) => showPoint(k, how, () => showTap(turned(setting, [k, l]))),
  });
  const sliding = makeGrid({
    label: "kernel as it slides",
    values: data.w,
    onPoint: (k, l, how) => showPoint(k, how, () => showTap([k, l])),
  });
  const output = makeGrid({
    label: "output y",
    values: [[null]],
    onPoint: (i, j, how) => showPoint(i, how, () => showOutput([i, j])),
    onPick: (i, j) => player.go(i * outputShape(setting)[1] + j),
  });

  function paint({ field = [], notes = new Map(), now = [], y = [], used = [], tap = [] }) {
    input.mark("field", field);
    input.mark("current", now);
    input.note(notes);
    output.mark("current", y);
    output.mark("users", used);
    sliding.mark("current", tap);
    kernel.mark("current", tap.map((one) => turned(setting, one)));
  }

  // ---- what is shown of an output, an element of the input, an element of the kernel

  function windowOf(at) {
    const list = terms(setting, ...at);
    return {
      field: list.map((term) => term.at),
      notes: new Map(list.map((term) => [String(term.at), `×${formatNumber(term.w)}`])),
      y: [at],
    };
  }

  function showOutput(at) {
    const list = terms(setting, ...at).map((term) => ({
      ...term,
      isPadding: unpadded(setting, term.at) === null,
    }));
    paint(windowOf(at));
    line.replaceChildren(...arithmetic(nameOfY(at), list, sum(list)));
  }

  function showUsers(at) {
    const used = users(setting, ...at);
    paint({ now: [at], used });
    line.textContent = readers(nameOfX(at), used.map(nameOfY));
  }

  function showTap(tap) {
    const term = terms(setting, ...here()).find((one) => String(one.tap) === String(tap));
    paint({ ...windowOf(here()), now: [term.at], tap: [tap] });
    const nameOfW = name("w", turned(setting, tap), isVector);
    line.textContent = product(nameOfX(term.at), nameOfW, term);
  }

  // What lies under pointer or focus; the current step when nothing does.
  function showPoint(row, how, show) {
    if (misfit(setting)) return;
    if (row === null) showOutput(here());
    else show();
    if (how === "focus") speech.say(line.textContent);
  }

  // ---- controls

  const player = makePlayer({
    count: 0,
    onStep(wanted, playing) {
      step = wanted;
      speech.clear();
      output.set({ values: outputs(setting, step + 1) });
      showOutput(here());
      const { field } = windowOf(here());
      for (const at of [field.at(-1), field[0]]) input.reveal(...at);
      output.reveal(...here());
      const result = `${nameOfY(here())} = ${formatNumber(sum(terms(setting, ...here())))}`;
      speech.say(playing ? result : line.textContent);
    },
  });
  const kind = setting.flip ? "convolution" : "correlation";
  const toggle = makeToggle("Operation", kind, KINDS, (chosen) =>
    change(() => (setting.flip = chosen === "convolution")),
  );

  // One field for both axes, unless they were given different values.
  function makeFields(what) {
    const [rows, columns] = setting[what];
    const apart = [
      [`${what}, rows`, [0]],
      [`${what}, columns`, [1]],
    ];
    const together = [[what, isVector ? [1] : [0, 1]]];
    return (isVector || rows === columns ? together : apart).map(([label, axes]) => {
      const value = setting[what][axes[0]];
      return makeNumberField(label, value, {
        least: LIMITS[what][0],
        most: Math.max(LIMITS[what][1], value),
        onChange: (wanted) => change(() => axes.forEach((axis) => (setting[what][axis] = wanted))),
        onRefuse: speech.refuse,
      });
    });
  }

  // ---- all of it

  const grids = [input, kernel, sliding, output];
  const headings = grids.map(() => element("div", { class: "title" }));
  const shape = () => (misfit(setting) ? [0, 0] : outputShape(setting));

  // Makes a change and shows all of it; an output of another size begins with its first element.
  function change(make) {
    const before = String(shape());
    make();
    const wrong = misfit(setting);
    const padded = paddedInput(setting);
    input.set({ values: padded, padding: [...setting.padding] });
    kernel.set({ values: setting.w });
    sliding.set({ values: slidingKernel(setting) });
    output.element.hidden = wrong !== null;
    titles(setting, padded, shape()).forEach((text, k) => (headings[k].textContent = text));
    if (wrong) {
      paint({});
      line.textContent = "";
      speech.refuse(wrong);
    }
    const [rows, columns] = shape();
    player.set({ count: rows * columns, step: String([rows, columns]) === before ? step : 0 });
  }

  const panels = grids.map((grid, k) =>
    element("div", { class: "panel" }, headings[k], grid.element),
  );
  const fields = ["padding", "stride", "dilation"].flatMap(makeFields);
  root.setAttribute("aria-label", "Convolution, step by step");
  root.classList.toggle("vector", isVector);
  root.append(
    element("div", { class: "controls" }, toggle.element, ...fields.map((one) => one.element)),
    player.element,
    element("div", { class: "panels" }, ...panels),
    line,
    speech.element,
  );
  change(() => {});
}
