// Lines to put in order: a touch moves a line into the answer or back, an arrow moves it up.
import { element } from "../kit/dom.js";
import { makeForm } from "./form.js";
import { judge_order } from "./orders.py";

/**
 * @param {HTMLElement} root
 * @param {import("./form.js").Data & { lines: string[] }} data
 */
export function draw(root, data) {
  makeForm(root, data, (take) => {
    /** @type {number[]} */
    let chosen = [];
    const pool = element("div", { class: "lines", role: "group", "aria-label": "Lines" });
    const answer = element("ol", { class: "lines", "aria-label": "Your order" });
    const put = (/** @type {number[]} */ order, focus = -1) => {
      chosen = order;
      render();
      buttons[focus]?.focus();
    };
    const buttons = data.lines.map((line, k) => {
      const onclick = () =>
        put(chosen.includes(k) ? chosen.filter((one) => one !== k) : [...chosen, k], k);
      const onkeydown = (/** @type {KeyboardEvent} */ event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by || !chosen.includes(k)) return;
        event.preventDefault();
        put(moved(chosen, k, by), k);
      };
      return element("button", { type: "button", onclick, onkeydown }, line);
    });
    const render = () => {
      pool.replaceChildren(...buttons.filter((_, k) => !chosen.includes(k)));
      answer.replaceChildren(
        ...chosen.map((k) => {
          const up = { type: "button", "aria-label": `Move up: ${data.lines[k].trim()}` };
          const onclick = () => put(moved(chosen, k, -1), k);
          return element("li", {}, buttons[k], element("button", { ...up, onclick }, "↑"));
        }),
      );
    };
    const onclick = () => take(chosen);
    const check = element("button", { type: "button", class: "primary", onclick }, "Check");
    render();
    const heads = ["Touch lines in their order:", "Your order (arrow keys move a line):"];
    const [from, to] = heads.map((text) => element("p", { class: "muted" }, text));
    return {
      control: element("div", {}, from, pool, to, answer, check),
      judge: (key, order) => judge_order(order, key.right, key.mistakes),
      show: (order) => put([...order]),
      solve: (key) => key.right[0],
    };
  });
}

/**
 * @param {number[]} order
 * @param {number} k
 * @param {number} by
 */
function moved(order, k, by) {
  const from = order.indexOf(k);
  const to = Math.min(order.length - 1, Math.max(0, from + by));
  const rest = order.filter((one) => one !== k);
  return [...rest.slice(0, to), k, ...rest.slice(to)];
}
