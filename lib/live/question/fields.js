// Fields for numbers, and a button that hands in what they hold.
import { element } from "../kit/dom.js";

/**
 * @param {string[]} names - one field each
 * @param {string} look - a class
 * @param {(texts: string[]) => void} take
 * @param {string | null} [placeholder]
 */
export function makeFields(names, look, take, placeholder = null) {
  const fields = names.map((name) => {
    const known = { type: "text", "aria-label": name, autocomplete: "off", placeholder };
    return element("input", known);
  });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    take(fields.map((field) => field.value));
  };
  const check = element("button", { class: "primary" }, "Check");
  const box = element("div", { class: look }, ...fields);
  return {
    box,
    control: element("form", { onsubmit }, box, check),
    show(/** @type {any[]} */ texts) {
      fields.forEach((field, k) => {
        field.value = String(texts[k]);
      });
    },
  };
}

/**
 * @param {string} text
 * @param {string} [name] - of the field
 */
export function noNumber(text, name = "the box") {
  const why = text ? `“${text}” is not a number in digits` : `${name} is empty`;
  return { right: false, text: `Not yet: ${why}.` };
}
