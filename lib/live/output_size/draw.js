// The output-size solver: n, m, p and s forwards, backwards and in the words of four libraries.
import { makeNumberField } from "../kit/controls.js";
import { makeCopyLine } from "../kit/copy.js";
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { CROWD, describe, makeStage } from "./stage.js";
import { conventions } from "./conventions.js";
import { fates, lastStart, outputSize, paddingsFor, stridesFor } from "./steps.js";
import { makeSpeech } from "../kit/speech.js";

const NAMES = { n: "input n", m: "kernel m", p: "padding p", s: "stride s" };
const LEAST = { n: 1, m: 1, p: 0, s: 1 };
const MAP = 6; // rows and columns of the map, at least

export function draw(root, data) {
  root.setAttribute("aria-label", "Output size, forwards and backwards");
  const setting = structuredClone(data.setting);
  let wanted = data.wanted;
  const speech = makeSpeech();
  const size = element("strong", { class: "size" });
  const stage = makeStage();
  const line = element("p", { class: "line" });
  const steps = element("ol", { class: "steps" });
  const answers = element("div", { class: "answers" });
  const rows = element("tbody");
  const code = makeCopyLine("The same in PyTorch, for images", speech.say);
  const map = makeGrid({
    label: "outputs for each padding and stride",
    values: [[null]],
    start: [0, 1],
    onPick: (p, j) => {
      Object.assign(setting, { p, s: j + 1 });
      fields.p.set(p);
      fields.s.set(j + 1);
      show();
    },
    describe: (p, j) => {
      const outputs = outputSize({ ...setting, p, s: j + 1 });
      const found = outputs === wanted ? ", as wanted" : "";
      return `padding ${p}, stride ${j + 1}: ${outputs ?? "does not fit"}${found}`;
    },
  });

  const makeField = (letter) =>
    makeNumberField(NAMES[letter], setting[letter], {
      least: LEAST[letter],
      most: data.most[letter],
      onChange(value) {
        setting[letter] = value;
        show();
      },
      onRefuse: speech.refuse,
    });
  const fields = Object.fromEntries(Object.keys(NAMES).map((name) => [name, makeField(name)]));
  const goal = makeNumberField("wanted outputs", wanted, {
    least: 1,
    most: data.most.n,
    onChange(value) {
      wanted = value;
      showInverse();
      speech.clear();
      speech.say(answers.textContent);
    },
    onRefuse: speech.refuse,
  });

  function showFormula() {
    const { n, m, p, s } = setting;
    const last = lastStart(setting);
    const whole = Math.floor(last / s);
    const rest = last % s;
    const written = [
      ["o = ⌊(n + 2p − m) / s⌋ + 1", ""],
      [`= ⌊(${n} + 2·${p} − ${m}) / ${s}⌋ + 1`, `with the padding: ${n + 2 * p}`],
      [`= ⌊${last} / ${s}⌋ + 1`, last < 0 ? "negative: does not fit" : `the last start is ${last}`],
      [`= ⌊${formatNumber(last / s)}⌋ + 1`, rest ? `remainder ${rest}: dropped` : "no remainder"],
      [`= ${whole} + 1`, "whole steps, and position 0"],
      [`= ${whole + 1}`, whole ? "outputs" : "output"],
    ];
    const shown = last < 0 ? written.slice(0, 3) : written;
    steps.replaceChildren(
      ...shown.map(([formula, why]) =>
        element("li", {}, element("span", {}, formula), element("span", { class: "muted" }, why)),
      ),
    );
  }

  function showInverse() {
    const { n, m, p, s } = setting;
    const height = Math.max(MAP, p + 1);
    const width = Math.max(MAP, s);
    const values = Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_, j) => outputSize({ n, m, p: i, s: j + 1 })),
    );
    map.set({ values });
    map.mark("current", [[p, s - 1]]);
    const places = values.flatMap((row, i) => row.map((value, j) => [value, i, j]));
    map.mark("wanted", places.filter(([value]) => value === wanted).map(([, i, j]) => [i, j]));
    const range = ({ from, to }) =>
      to === Infinity ? `any from ${from} on` : from === to ? `${from}` : `${from} to ${to}`;
    const answer = (given, letter, found) => {
      const text = found.why ? `no ${letter}: ${found.why}` : `${letter} = ${range(found)}`;
      return element("p", { class: found.why ? "none" : "found" }, `With ${given}, ${text}. `);
    };
    answers.replaceChildren(
      answer(`s = ${s}`, "p", paddingsFor(setting, wanted)),
      answer(`p = ${p}`, "s", stridesFor(setting, wanted)),
    );
  }

  // A strip of an input with its zeros; what no window reads is marked.
  function strip({ zeros, outputs }) {
    if (outputs === null) return null;
    const cells = fates(setting, zeros, outputs).map((what, k) =>
      element("i", { class: k < zeros[0] || k >= zeros[0] + setting.n ? `${what} zero` : what }),
    );
    const look = cells.length > CROWD ? "strip crowd" : "strip";
    return element("div", { class: look, "aria-hidden": "true" }, ...cells);
  }

  function showConventions() {
    const list = conventions(setting);
    rows.replaceChildren(
      ...list.map((one) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, one.name),
          element("td", {}, one.zeros ? one.zeros.join(" + ") : "—"),
          one.outputs === null
            ? element("td", { class: "none" }, "none")
            : element("td", {}, String(one.outputs)),
          element("td", {}, strip(one), one.words),
        ),
      ),
    );
  }

  function show() {
    const outputs = outputSize(setting);
    const { n, m, p, s } = setting;
    const sentence = describe(setting);
    size.textContent = outputs === null ? "none" : outputs;
    stage.set(setting, sentence);
    line.textContent = sentence;
    speech.clear();
    if (outputs === null) {
      speech.refuse(`m (=${m}) must not exceed the padded input, n + 2 * padding (=${n + 2 * p}).`);
    }
    const becomes = outputs === null ? "does not fit" : `becomes ${outputs} x ${outputs}`;
    const call = `nn.Conv2d(1, 1, kernel_size=${m}, stride=${s}, padding=${p})`;
    code.set(`${call}  # ${n} x ${n} ${becomes}`);
    showFormula();
    showInverse();
    showConventions();
    speech.say(sentence);
  }

  const header = ["Convention", "Zeros", "Outputs", "In words"].map((text) =>
    element("th", { scope: "col" }, text),
  );
  const found = element("div", {}, goal.element, answers);
  root.append(
    element(
      "div",
      { class: "controls" },
      ...Object.values(fields).map((field) => field.element),
      element("p", { class: "result" }, "outputs o", size),
    ),
    stage.element,
    line,
    speech.element,
    element(
      "div",
      { class: "halves" },
      element("div", {}, element("h4", {}, "Forwards"), steps),
      element(
        "div",
        {},
        element("h4", {}, "Backwards: choose p (rows) and s (columns)"),
        element("div", { class: "inverse" }, map.element, found),
      ),
    ),
    code.element,
    element(
      "table",
      { class: "conventions" },
      element("caption", {}, "Side by side"),
      element("thead", {}, element("tr", {}, ...header)),
      rows,
    ),
  );
  show();
}
