// A question that is answered by numbers in a row, or in rows, since their number is asked for too.
import { judge_array } from "./arrays.py";
import { makeFields, noNumber } from "./fields.js";
import { makeForm } from "./form.js";
import { readings, tidy } from "./numeral.js";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => ({
    ...makeFields(["Your numbers, a semicolon behind each row"], "long", take, "1 2; 3 4"),
    judge({ right, mistakes, decimals }, [text]) {
      const rows = split(text);
      const numbers = rows.flat().map((one) => readings(one)[0]);
      const odd = numbers.indexOf(/** @type {any} */ (undefined));
      if (odd >= 0 || !rows.length) return noNumber(rows.flat()[odd] ?? text);
      const [{ length }] = rows;
      if (rows.some((row) => row.length !== length)) {
        return { right: false, text: "Not yet: all rows have the same length." };
      }
      const shape = rows.length > 1 ? [rows.length, length] : [length];
      return judge_array(numbers, shape, right, mistakes, decimals);
    },
    solve({ right: [shape, values] }) {
      const end = (/** @type {number} */ k) => ((k + 1) % shape.at(-1) ? " " : "; ");
      return [
        values.map((/** @type {number} */ n, /** @type {number} */ k) => n + end(k)).join(""),
      ];
    },
  }));
}

/**
 * The numbers of each row, as they are typed: "1 2; 3 4", "[[1, 2], [3, 4]]", "torch.Size([3, 28, 28])", "3x28x28".
 *
 * @param {string} text
 */
function split(text) {
  const plain = tidy(text).replace(/(\d) ?x ?(?=\d)/g, "$1 ");
  const rows = plain.split(/;|[\])]\s*,?\s*[[(]/);
  return rows.map((row) => row.split(/[^-+\w./%]+/).filter(Boolean)).filter((row) => row.length);
}
