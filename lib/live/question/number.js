// A question that is answered by a number.
import { makeFields, noNumber } from "./fields.js";
import { makeForm } from "./form.js";
import { nearest } from "./numeral.js";
import { judge_one } from "./numbers.py";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => ({
    ...makeFields(["Your answer"], "one", take),
    judge({ right, mistakes, decimals, isLabel }, [text]) {
      const given = nearest(text, right);
      if (given === undefined) return noNumber(text);
      return judge_one(given, right, mistakes, decimals, isLabel);
    },
    solve: (key) => [key.right],
  }));
}
