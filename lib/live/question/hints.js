// Hints to a question that is answered by code, in a cell.
import { makeForm } from "./form.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, () => ({
    control: "",
    judge: () => ({ right: false, text: "" }),
    show() {},
  }));
}
