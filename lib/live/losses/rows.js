// The classes of the loss laboratory, one below the other.
import { element, newId } from "../kit/dom.js";
import { classesOf } from "./problem.js";
import { makeRow } from "./row.js";
import { chance, value_text } from "./values.py";

/**
 * @typedef {import("./draw.js").State} State
 * @typedef {import("./draw.js").Change} Change
 */

/**
 * A row for each class; they are made anew for another problem or another number of classes.
 *
 * @param {State} state
 * @param {number} limit
 * @param {Change} change
 * @param {(sentence: string) => void} onRefuse
 */
export function makeRows(state, limit, change, onRefuse) {
  const heads = ["true class", "logit", "probability"].map((text) => element("span", {}, text));
  const head = element("div", { class: "heads muted", "aria-hidden": "true" }, ...heads);
  const made = element("div");
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];
  let drawn = "";

  function draw() {
    const group = newId();
    rows = classesOf(state.name, state[state.name]).map(({ k, at }) =>
      makeRow({
        k,
        group,
        limit,
        hasLogit: at !== null,
        onTrue: () => change((now) => (now[now.name].target = k)),
        onLogit: (z) => change((now) => (now[now.name].logits[at ?? 0] = z)),
        onRefuse,
      }),
    );
    made.replaceChildren(head, ...rows.map((row) => row.element));
  }

  return {
    element: made,
    /** @param {State} now @param {number[]} logP */
    set({ name, ...problems }, logP) {
      const { logits, target } = problems[name];
      const wanted = `${name} ${logits.length}`;
      if (wanted !== drawn) draw();
      drawn = wanted;
      classesOf(name, problems[name]).forEach(({ k, at }, row) => {
        const share = Math.exp(logP[k]);
        const numbers = { p: chance(share), logP: value_text(logP[k]) };
        rows[row].set({ z: logits[at ?? 0], share, ...numbers, isTrue: k === target });
      });
    },
  };
}
