// What all questions share: the text, the verdict, hints one by one, and the answer at last.
import { element } from "../kit/dom.js";
import { unseal } from "./seal.js";
import { recall, record } from "./store.js";

/**
 * @typedef {object} Data - of every question
 * @property {string} label
 * @property {string} asks
 * @property {string} about - level and time
 * @property {string} sealed
 * @property {(right: boolean) => void} [onAnswer] - who keeps what comes of it, as in a review
 *
 * @typedef {{ right: boolean, text: string }} Verdict
 *
 * @typedef {object} Part - what a kind of question adds
 * @property {Node | string} control - where the answer is given
 * @property {(key: any, answer: any) => Verdict} judge
 * @property {(answer: any) => void} show - puts an answer into the control
 * @property {(key: any) => any} [solve] - the right answer
 */

/**
 * Builds the form; `take(answer)` is to be called with each answer that the reader gives.
 *
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {(take: (answer: any) => void) => Part} makePart
 */
export function makeForm(root, { label, asks, about, sealed, onAnswer }, makePart) {
  const { hints, why, ...key } = unseal(sealed);
  /** @type {any} */
  const state = (!onAnswer && recall()[label]) || { right: false, wrong: 0 };
  const verdict = element("p", { class: "verdict", role: "status" });
  const told = element("ol", {});
  const part = makePart(take);
  const button = element("button", { type: "button", onclick: help });
  let hinted = 0;

  function tell(/** @type {Verdict} */ { right, text }) {
    verdict.className = right ? "verdict right" : "verdict wrong";
    verdict.replaceChildren(...inCode(right && why ? `${text} ${why}` : text));
  }
  function keep(/** @type {any} */ changed, /** @type {boolean} */ right) {
    if (onAnswer) return onAnswer(right);
    const at = Date.now();
    Object.assign(state, changed, { at }, right ? {} : { step: 0, due: at });
    record(label, state);
  }
  function take(/** @type {any} */ answer) {
    const said = part.judge(key, answer);
    const wrong = state.wrong + (said.right || state.right ? 0 : 1);
    tell(said);
    keep({ answer, right: said.right, wrong }, said.right);
  }
  function help() {
    if (hinted < hints.length) {
      told.append(element("li", {}, ...inCode(hints[hinted])));
      hinted += 1;
    } else if (part.solve) {
      part.show(part.solve(key));
      tell({ right: true, text: "This is the answer." });
      keep({ shown: true }, false);
    }
    name();
  }
  function name() {
    const left = hints.length - hinted;
    button.textContent = left ? `Hint (${hinted + 1} of ${hints.length})` : "Show the answer";
    button.hidden = !left && !part.solve;
  }

  root.setAttribute("aria-label", `Question: ${asks}`);
  const title = element("p", { class: "muted" }, about);
  const text = element("p", { class: "asks" }, ...inCode(asks));
  root.append(title, text, part.control, verdict, told, button);
  name();
  if (state.answer !== undefined) {
    part.show(state.answer);
    tell(part.judge(key, state.answer));
  }
}

/**
 * Text, in which code stands between backticks.
 *
 * @param {string} text
 */
export function inCode(text) {
  return text.split(/\x60/).map((piece, k) => (k % 2 ? element("code", {}, piece) : piece));
}
