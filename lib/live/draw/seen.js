// What the network sees: the drawing after MNIST's centring, and what of it a trace depends on.
import { element } from "../kit/dom.js";
import { makeMaps } from "../kit/network-maps.js";
import { fieldText } from "../kit/network-sums.js";
import { SIZE } from "../kit/sizes.py";
import { BOX } from "./sizes.py";

const RULE = [
  `As MNIST's makers did it: scaled to ${BOX} × ${BOX} pixels (framed), the centre of mass in the`,
  `middle of ${SIZE} × ${SIZE}.`,
].join(" ");

export function makeSeen() {
  const maps = makeMaps({ label: "what the network sees", isInk: true });
  const rule = element("p", {});
  const sizes = element("p", { class: "muted" });
  const box = element("div", { class: "seen" }, maps.element, element("div", {}, rule, sizes));
  return {
    element: box,
    /**
     * @param {import("../kit/network.js").Volume} picture
     * @param {import("./centring.js").Centred | null} centred
     * @param {import("../kit/network-sums.js").Field | null} field - lit, where something is traced
     */
    set(picture, centred, field) {
      maps.set(picture);
      box.classList.toggle("lit", field !== null);
      rule.textContent = field ? fieldText(field) : RULE;
      sizes.textContent = centred && !field ? sizesText(centred) : "";
      if (field) maps.frame(field.from, field.to);
      else if (centred) {
        const { top, left, to } = centred;
        maps.frame([0, top, left], [top + to[0] - 1, left + to[1] - 1]);
      } else maps.frame(null);
    },
  };
}

/** @param {import("./centring.js").Centred} centred */
function sizesText({ from, to, top, left }) {
  const scaled = [from, to].map((lengths) => lengths.join(" × ")).join(" → ");
  return `Here: ${scaled}, at row ${top}, column ${left}.`;
}
