// A question that is answered by one touch: an option, a line of code, or a cell.
import { element } from "../kit/dom.js";
import { inCode, makeForm } from "./form.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data & { options: string[], names: string[] | null, look: string,
 *   columns: number }} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => {
    const buttons = data.options.map((option, k) => {
      const named = { "aria-label": data.names?.[k], onclick: () => choose(k) };
      const text = data.look === "options" ? inCode(option) : [option];
      return element("button", { type: "button", ...named }, ...text);
    });
    const show = (/** @type {number} */ chosen) => {
      buttons.forEach((one, k) => one.setAttribute("aria-pressed", String(k === chosen)));
    };
    const choose = (/** @type {number} */ k) => {
      show(k);
      take(k);
    };
    const control = element("div", { class: data.look }, ...buttons);
    control.style.setProperty("--columns", String(data.columns));
    return {
      control,
      judge: (key, k) => ({ right: k === key.right, text: key.said[k] ?? key.other }),
      show,
      solve: (key) => key.right,
    };
  });
}
