// The network's answer: a numeral, filled as far as the network is sure, a sentence, ten bars.
import { element } from "../kit/dom.js";
import { percent } from "./verdict.js";

export function makeAnswer() {
  const numeral = element("span", { class: "numeral" });
  const place = element("p", { class: "numerals", "aria-hidden": "true" }, numeral);
  const text = element("p", { class: "verdict" });
  const bars = Array.from({ length: 10 }, (_, digit) => makeBar(digit));
  const list = element("ol", { class: "bars" }, ...bars.map((bar) => bar.element));
  return {
    element: element("div", { class: "answer" }, place, text, list),
    /**
     * @param {import("./verdict.js").Verdict} verdict
     * @param {number[]} shares
     */
    set({ kind, shown, text: words, order }, shares) {
      const isAsked = kind !== "empty" && kind !== "dot";
      numeral.textContent = shown;
      numeral.className = `numeral ${kind}`;
      numeral.style.setProperty("--share", `${isAsked ? Math.round(100 * shares[order[0]]) : 0}%`);
      text.textContent = words;
      for (const [digit, bar] of bars.entries()) {
        bar.set(isAsked ? shares[digit] : null, digit === order[0]);
      }
    },
  };
}

/** @param {number} digit */
function makeBar(digit) {
  const length = element("span", { class: "length" });
  const shown = element("span", { class: "share" });
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, length);
  const row = element("li", {}, element("span", { class: "digit" }, String(digit)), bar, shown);
  return {
    element: row,
    /**
     * @param {number | null} share - null where the network is not asked
     * @param {boolean} isBest
     */
    set(share, isBest) {
      length.style.width = `${100 * (share ?? 0)}%`;
      shown.textContent = share === null ? "–" : percent(share);
      row.classList.toggle("is-best", share !== null && isBest);
    },
  };
}
