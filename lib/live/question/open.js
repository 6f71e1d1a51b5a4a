// A question that is answered in words, and compared with a model answer by the reader.
import { element } from "../kit/dom.js";
import { makeForm } from "./form.js";

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
    const onclick = () => take(field.value);
    const check = element("button", { type: "button", class: "primary", onclick }, "Compare");
    return {
      control: element("div", {}, field, check),
      judge: (key, text) => ({
        right: Boolean(text.trim()),
        text: text.trim() ? `A model answer: ${key.model}` : "Write a sentence of your own first.",
      }),
      show(text) {
        field.value = text;
      },
      solve: (key) => key.model,
    };
  });
}
