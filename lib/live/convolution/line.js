// A sentence that changes under the pointer, in a box that is always as high as the longest needs.
import { element } from "../kit/dom.js";

/** @typedef {import("./words.js").Parts} Parts */

export function makeLine() {
  const sentence = element("span");
  const line = element("p", { class: "line" }, sentence);
  return {
    element: line,

    /** @param {Parts} parts */
    set(parts) {
      const made = parts.map(({ kind, text }) => element("span", { class: `part ${kind}` }, text));
      sentence.replaceChildren(...made.flatMap((part, k) => (k ? [" ", part] : [part])));
      line.hidden = parts.length === 0;
    },

    /** @param {Parts} parts - of the longest sentence; its parts break nowhere inside */
    reserve(parts) {
      const text = parts.map((part) => part.text.replaceAll(" ", "\u00a0")).join(" ");
      line.dataset.longest = text;
    },
  };
}

/** @param {Parts} parts */
export function textOf(parts) {
  return parts.map(({ text }) => text).join(" ");
}
