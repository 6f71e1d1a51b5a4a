// A question that is answered by a number.
import { makeFields, noNumber } from "./fields.js";
import { makeForm } from "./form.js";
import { readings } from "./numeral.js";
import { judge_one } from "./numbers.py";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => ({
    ...makeFields(["Your answer"], "one", take),
    judge({ right, mistakes, decimals, isLabel }, [text]) {
      const said = readings(text).map((n) => judge_one(n, right, mistakes, decimals, isLabel));
      return said.find((one) => one.right) ?? said[0] ?? noNumber(text);
    },
    solve: (key) => [key.right],
  }));
}
