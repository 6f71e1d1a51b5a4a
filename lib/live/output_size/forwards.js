// The formula with its numbers, and the same setting as a line of PyTorch.
import { makeCopyLine } from "../kit/copy.js";
import { element } from "../kit/dom.js";
import { formula, layer } from "./rules.py";

/** @param {(sentence: string) => void} say */
export function makeForwards(say) {
  const steps = element("ol", { class: "steps" });
  const code = makeCopyLine("The same in PyTorch, for images", say);
  return {
    element: element(
      "div",
      { class: "forwards" },
      element("p", { class: "title" }, "Forwards"),
      steps,
    ),
    code: code.element,

    /** @type {(setting: import("./steps.js").Setting, outputs: number | null) => void} */
    set({ n, m, p, s }, outputs) {
      /** @type {[step: string, why: string][]} */
      const written = formula(n, m, p, s);
      steps.replaceChildren(
        ...written.map(([step, why]) =>
          element("li", {}, element("span", {}, step), element("span", { class: "muted" }, why)),
        ),
      );
      const becomes = outputs === null ? "does not fit" : `becomes ${outputs} x ${outputs}`;
      code.set(`${layer(m, p, s)}  # ${n} x ${n} ${becomes}`);
    },
  };
}
