// A question that is answered in words, and compared with a model answer by the reader.
import { element } from "../kit/dom.js";
import { inCode, makeForm } from "./form.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => {
    const field = element("textarea", {
      rows: 3,
      "aria-label": "Your answer",
      spellcheck: "false",
    });
    const points = element("div", { class: "several" });
    const onclick = () => take(field.value);
    const check = element("button", { type: "button", class: "primary", onclick }, "Compare");
    return {
      control: element("div", {}, field, check, points),
      judge(key, text) {
        if (!text.trim()) return { right: false, text: "Write a sentence of your own first." };
        points.replaceChildren(...key.points.map(toTick)); // a model answer, now that it may be seen
        return { right: true, text: "Tick what your answer says, too." };
      },
      show(text) {
        field.value = text;
      },
      solve: (key) => key.points.join(" "),
    };
  });
}

/** @param {string} point - a sentence of the model answer */
function toTick(point) {
  const box = element("input", { type: "checkbox" });
  return element("label", {}, box, element("span", {}, ...inCode(point)));
}
