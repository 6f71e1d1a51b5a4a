// A question of which several options are right.
import { element } from "../kit/dom.js";
import { inCode, makeForm } from "./form.js";
import { judge_set } from "./sets.py";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data & { options: string[] }} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => {
    const boxes = data.options.map(() => element("input", { type: "checkbox" }));
    const labels = data.options.map((option, k) =>
      element("label", {}, boxes[k], element("span", {}, ...inCode(option))),
    );
    const onclick = () => take(boxes.flatMap((box, k) => (box.checked ? [k] : [])));
    const check = element("button", { type: "button", class: "primary", onclick }, "Check");
    return {
      control: element("div", { class: "several" }, ...labels, check),
      judge: (key, chosen) => judge_set(chosen, key.right, key.reasons, data.options),
      show(chosen) {
        boxes.forEach((box, k) => {
          box.checked = chosen.includes(k);
        });
      },
      solve: (key) => key.right,
    };
  });
}
