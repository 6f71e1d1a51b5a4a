// Dropout: mask after mask, and the mean of the outputs on its way to the input, or elsewhere.
import { makeButton, makeSlider, makeToggle } from "../kit/controls.js";
import { makeChart } from "./chart.js";
import { divisor, factors, kept, limit, shares } from "./masks.js";
import { maskCount, obstacle, output } from "./masks.js";
import { element } from "../kit/dom.js";
import { count, formatNumber } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makePlayer } from "../kit/player.js";
import { makeSpeech } from "../kit/speech.js";

const PACE = 150; // milliseconds a mask: convergence takes many
const SAID = 25; // while playing, only every 25th mask is read out
const SCALES = [
  ["right", "1/(1 − p)"],
  ["inverse", "1/p"],
  ["none", "1"],
];
const MODES = [
  ["training", "training"],
  ["evaluation", "evaluation"],
];

const EVALUATION = "Evaluation: nothing is dropped, nothing is scaled. The output is the input.";

const round = (value) => Number(value.toPrecision(3));
const short = (value) => formatNumber(round(value));

export function draw(root, data) {
  root.setAttribute("aria-label", "Dropout, mask by mask");
  const setting = { ...structuredClone(data), training: true, scale: "right" };
  const masks = maskCount(setting);
  const empty = [setting.x.map(() => null)];
  const speech = makeSpeech();
  const line = element("p", { class: "line" });
  const factor = element("span", { class: "factor" });
  const after = element("span", {});
  const chart = makeChart(masks);
  let history = shares(setting);
  let step = 0;

  const input = makeGrid({
    label: "input x",
    values: [setting.x],
    editable: true,
    onEdit: (_, i, value) => change(() => (setting.x[i] = value)),
    onRefuse: speech.refuse,
  });
  const masked = makeGrid({ label: "output y", values: empty });
  const mean = makeGrid({ label: "mean of the outputs", values: empty });
  const title = element("div", { class: "title" });
  const meanTitle = element("div", { class: "title" });

  const player = makePlayer({
    count: masks,
    pace: PACE,
    onStep(wanted, playing) {
      step = wanted;
      show();
      if (!playing || (step + 1) % SAID === 0) speech.say(line.textContent);
    },
  });
  const further = [10, 100].map((by) => makeButton(`${by} more`, () => player.go(step + by)));

  const average = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const isRight = () => Math.abs(limit(setting) - 1) < 1e-9;

  // What this mask does, in words.
  function maskInWords() {
    if (!setting.training) return EVALUATION;
    const dropped = setting.x.map((_, i) => i).filter((i) => !kept(setting, step)[i]);
    const names = dropped.map((i) => `x[${i}]`).join(", ");
    const by = `multiplied by ${short(1 / divisor(setting))}`;
    if (!dropped.length) return `Mask ${step + 1} keeps all; they are ${by}.`;
    if (dropped.length === setting.x.length) return `Mask ${step + 1} drops all.`;
    return `Mask ${step + 1} drops ${names}; the others are ${by}.`;
  }

  // What that leads to.
  function meanInWords(reached) {
    if (!setting.training) return "";
    const hidden = setting.scale === "inverse" && setting.level === 50;
    const aim = isRight()
      ? "It goes to 1: training and evaluation agree."
      : `It goes to ${short(limit(setting))}, and evaluation gives the next layer 1.`;
    return (
      ` Mean of ${count(step + 1, "mask")}: ${short(reached)} times the input. ` +
      (hidden ? "At p = 0.5 the mistake does not show: 1/p and 1/(1 − p) are both 2." : aim)
    );
  }

  function show() {
    const wrong = obstacle(setting);
    const reached = wrong ? [] : factors(setting, history[step]);
    const isKept = kept(setting, step);
    const cells = (chosen) => setting.x.map((_, i) => [0, i]).filter(([, i]) => chosen(i));
    masked.set({ values: wrong ? empty : [output(setting, step).map(round)] });
    mean.set({ values: wrong ? empty : [setting.x.map((value, i) => round(value * reached[i]))] });
    const dropped = cells((i) => !isKept[i]);
    for (const grid of [input, masked]) grid.mark("dropped", dropped);
    const by = setting.training ? 1 / divisor(setting) : 1;
    const sign = (i) => `×${isKept[i] ? short(by) : 0}`;
    input.note(new Map(wrong ? [] : setting.x.map((_, i) => [`0,${i}`, sign(i)])));
    title.textContent = setting.training ? `Output y with mask ${step + 1}` : "Output y";
    const outputs = setting.training ? count(step + 1, "output") : "all outputs";
    meanTitle.textContent = `Mean of ${outputs}`;
    factor.textContent = wrong ? "" : `${average(reached).toFixed(2)} × input`;
    after.textContent = wrong ? "" : `mean of ${outputs}`;
    for (const button of further) button.set({ disabled: step >= masks - 1 });
    line.textContent = wrong ?? maskInWords() + meanInWords(average(reached));
    chart.set({
      rows: wrong ? [] : history.slice(0, step + 1).map((share) => factors(setting, share)),
      limit: wrong ? 1 : limit(setting),
      top: wrong ? 1.5 : 1.1 * Math.max(by, 1.25),
      right: Boolean(wrong) || isRight(),
    });
  }

  // Makes a change; the masks drawn so far stay.
  function change(make) {
    make();
    history = shares(setting);
    input.set({ values: [setting.x] });
    const wrong = obstacle(setting);
    if (wrong) speech.refuse(wrong);
    else speech.clear();
    show();
    speech.say(line.textContent);
  }

  const slider = makeSlider("p, the probability to drop", setting.level, {
    least: 0,
    most: 90,
    onChange: (level) => change(() => (setting.level = level)),
    describe: (level) => (level / 100).toFixed(2),
  });
  const mode = makeToggle("Mode", "training", MODES, (chosen) =>
    change(() => (setting.training = chosen === "training")),
  );
  const scale = makeToggle("Survivors are multiplied by", "right", SCALES, (chosen) =>
    change(() => (setting.scale = chosen)),
  );
  const panel = (heading, grid) => element("div", { class: "panel" }, heading, grid.element);
  const units = element(
    "div",
    { class: "units", style: `--n: ${setting.x.length}` },
    panel(element("div", { class: "title" }, "Input x"), input),
    panel(title, masked),
    panel(meanTitle, mean),
  );
  const reachedLine = element("p", { class: "reached" }, factor, after);
  const past = element("div", { class: "history" }, reachedLine, chart.element);
  const buttons = element("div", { class: "buttons" }, ...further.map((button) => button.element));
  root.append(
    element("div", { class: "controls" }, mode.element, scale.element, slider.element),
    element("div", { class: "masks" }, player.element, buttons),
    element("div", { class: "stage" }, units, past),
    line,
    speech.element,
  );
  change(() => {});
  player.set({ step: 0 });
}
