// What the dropout figure shows of a mask: input, output, mean, chart and sentence.
import { element } from "../kit/dom.js";
import { count } from "../kit/format.js";
import { makeGrid } from "../kit/grid.js";
import { makeChart, mean } from "./chart.js";
import { divisor, factors, isRight, kept, limit, maskCount, obstacle, output } from "./masks.js";
import { round, sentence, short } from "./words.js";

/** @typedef {import("./masks.js").Setting} Setting */

/**
 * @param {Setting} setting
 * @param {{ onEdit: (i: number, value: number) => void, onRefuse: (why: string) => void }} act
 */
export function makeShown(setting, { onEdit, onRefuse }) {
  const units = makeUnits(setting.x, onEdit, onRefuse);
  const [factor, after] = [element("span", { class: "factor" }), element("span")];
  const chart = makeChart(maskCount(setting));
  const line = element("p", { class: "line" });
  const reached = element("p", { class: "reached" }, factor, after);
  const past = element("div", { class: "history" }, reached, chart.element);
  return {
    element: element("div", { class: "stage" }, units.element, past),
    line,
    /**
     * Mask t, and the mean of the masks up to it.
     *
     * @param {Setting} now
     * @param {number} t
     */
    set(now, t) {
      const wrong = obstacle(now);
      const rows = wrong ? [] : factors(now, t + 1);
      const means = rows.at(-1) ?? [];
      const outputs = now.training ? count(t + 1, "output") : "all outputs";
      units.set(now, t, means, outputs);
      factor.textContent = wrong ? "" : `${mean(means).toFixed(2)} × input`;
      after.textContent = wrong ? "" : `mean of ${outputs}`;
      line.textContent = wrong ?? sentence(now, t, mean(means));
      const right = Boolean(wrong) || isRight(now);
      const top = wrong ? 1.5 : 1.1 * Math.max(1 / divisor(now), 1.25);
      chart.set({ rows, limit: wrong ? 1 : limit(now), top, right });
    },
  };
}

/**
 * Input, output and mean, one below the other.
 *
 * @param {number[]} x
 * @param {(i: number, value: number) => void} onEdit
 * @param {(why: string) => void} onRefuse
 */
function makeUnits(x, onEdit, onRefuse) {
  const empty = [x.map(() => null)];
  const edit = (/** @type {number} */ _, /** @type {number} */ i, /** @type {number} */ value) =>
    onEdit(i, value);
  const input = makeGrid({ label: "input x", values: [x], editable: true, onEdit: edit, onRefuse });
  const masked = makeGrid({ label: "output y", values: empty });
  const means = makeGrid({ label: "mean of the outputs", values: empty });
  const titles = ["Input x", "", ""].map((text) => element("p", { class: "title" }, text));
  const panels = [input, masked, means].map((grid, k) =>
    element("div", { class: "panel" }, titles[k], grid.element),
  );
  return {
    element: element("div", { class: "units", style: `--n: ${x.length}` }, ...panels),
    /**
     * @param {Setting} setting
     * @param {number} t
     * @param {number[]} reached - the mean factors, or none where nothing can be computed
     * @param {string} outputs - of which they are the mean
     */
    set(setting, t, reached, outputs) {
      const can = reached.length > 0;
      const keeps = kept(setting, t);
      const dropped = [...keeps.keys()].filter((i) => !keeps[i]).map((i) => [0, i]);
      const by = short(1 / divisor(setting));
      const notes = keeps.map(
        (keep, i) => /** @type {[string, string]} */ ([`0,${i}`, `×${keep ? by : 0}`]),
      );
      input.set({ values: [setting.x] });
      input.note(new Map(can ? notes : []));
      masked.set({ values: can ? [output(setting, t).map(round)] : empty });
      means.set({ values: can ? [setting.x.map((value, i) => round(value * reached[i]))] : empty });
      for (const grid of [input, masked]) grid.mark("dropped", dropped);
      titles[1].textContent = setting.training ? `Output y with mask ${t + 1}` : "Output y";
      titles[2].textContent = `Mean of ${outputs}`;
    },
  };
}
