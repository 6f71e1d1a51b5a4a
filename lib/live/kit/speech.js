// What a figure says: the announcement for screen readers, and the sentence about bad input.
import { element } from "./dom.js";

/**
 * speech.say(text) is read out politely; speech.refuse(text) is also shown, until speech.clear().
 */
export function makeSpeech() {
  const said = element("p", { class: "for-readers", role: "status", "aria-live": "polite" });
  const wrong = element("p", { class: "error", role: "alert" });
  return {
    element: element("div", {}, wrong, said),
    say(/** @type {string} */ text) {
      said.textContent = text;
    },
    refuse(/** @type {string} */ text) {
      wrong.textContent = text;
    },
    clear() {
      wrong.textContent = "";
    },
  };
}
