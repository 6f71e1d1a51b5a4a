// A question that is answered by filling in a grid.
import { judge_alike } from "./arrays.py";
import { makeFields, noNumber } from "./fields.js";
import { makeForm } from "./form.js";
import { nearest } from "./numeral.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data & { columns: number, size: number }} data
 */
export function draw(root, data) {
  const { columns, size } = data;
  const names = Array.from({ length: size }, (_, k) => {
    const place = [Math.floor(k / columns), k % columns];
    return `index [${(size > columns ? place : [k]).join(", ")}]`;
  });
  makeForm(root, data, (take) => {
    const fields = makeFields(names, "fill", take);
    fields.box.style.setProperty("--columns", String(columns));
    return {
      ...fields,
      judge({ right, mistakes, decimals }, texts) {
        const numbers = texts.map((/** @type {string} */ text, /** @type {number} */ k) => {
          return nearest(text, right[1][k]);
        });
        const odd = numbers.indexOf(undefined);
        if (odd >= 0) return noNumber(texts[odd], names[odd]);
        return judge_alike(numbers, right[1], right[0], mistakes, decimals);
      },
      solve: (key) => key.right[1],
    };
  });
}
