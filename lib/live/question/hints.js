// Hints to a question that is answered by code, in a cell.
import { element } from "../kit/dom.js";
import { makeForm } from "./form.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data & { where: string }} data
 */
export function draw(root, data) {
  makeForm(root, data, () => ({
    control: element("p", { class: "muted" }, data.where),
    judge: () => ({ right: false, text: "" }),
    show() {},
  }));
}
