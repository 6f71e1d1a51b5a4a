// A question that is answered in words, and compared with a model answer by the reader.
import { element } from "../kit/dom.js";
import { inCode, makeForm } from "./form.js";

/**
 * An answer is its text, and the sentences of the model answer that the reader finds in it.
 *
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => {
    /** @type {HTMLInputElement[]} */
    let boxes = [];
    const field = element("textarea", {
      rows: 3,
      "aria-label": "Your answer",
      spellcheck: "false",
    });
    const points = element("div", { class: "several" });
    const tell = () => {
      const found = boxes.flatMap((box, k) => (box.checked ? [k] : []));
      take({ text: field.value, found });
    };
    const check = element("button", { type: "button", class: "primary", onclick: tell }, "Compare");
    const list = (/** @type {string[]} */ sentences) => {
      boxes = sentences.map(() => element("input", { type: "checkbox", onchange: tell }));
      const labels = sentences.map((sentence, k) =>
        element("label", {}, boxes[k], element("span", {}, ...inCode(sentence))),
      );
      points.replaceChildren(...labels);
    };
    return {
      control: element("div", {}, field, check, points),
      judge(key, { text, found }) {
        if (!text.trim()) return { right: false, text: "Write a sentence of your own first." };
        if (!boxes.length) list(key.points); // the model answer, now that it may be seen
        boxes.forEach((box, k) => {
          box.checked = found.includes(k);
        });
        const all = found.length === boxes.length;
        return { right: true, text: all ? "You have it all." : "Tick what your answer says, too." };
      },
      show(answer) {
        field.value = answer.text;
      },
      solve: (key) => ({ text: key.points.join(" "), found: [] }),
    };
  });
}
