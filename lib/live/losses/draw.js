// The loss laboratory: drag logits, and see what each of the four losses makes of them.
import { element } from "../kit/dom.js";
import { formatNumber } from "../kit/format.js";
import { makeSpeech } from "../kit/speech.js";
import { log_softmax } from "../kit/softmax.py";
import { makeChoices } from "./choices.js";
import { fullLogits } from "./problem.js";
import { makeRows } from "./rows.js";
import { makeRuler } from "./ruler.js";
import { binary_lines, chance, class_lines, value_text } from "./values.py";

/**
 * @typedef {import("./problem.js").Name} Name
 * @typedef {import("./problem.js").Problem} Problem
 * @typedef {import("./ruler.js").Line} Line
 * @typedef {Record<Name, Problem> & { name: Name }} State
 * @typedef {(make: (state: State) => void) => void} Change
 *
 * @typedef {Record<Name, Problem> & Limits} Data
 *
 * @typedef {object} Limits
 * @property {number} limit - of a logit
 * @property {[number, number]} counts - of classes
 */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {import("../kit/keep.js").Keep} keep
 */
export function draw(root, { classes, binary, limit, counts }, keep) {
  root.setAttribute("aria-label", "Losses of one example");
  /** @type {State} */
  const initial = { name: "classes", classes, binary };
  const state = keep.restore(initial);
  const speech = makeSpeech();
  const choices = makeChoices(state, initial, { limit, counts }, change, speech.refuse);
  const rows = makeRows(state, limit, change, speech.refuse);
  const [formula, answer] = [element("span"), element("strong")];
  const ruler = makeRuler();

  function render() {
    const { logits, target } = state[state.name];
    /** @type {number[]} */
    const logP = log_softmax(fullLogits(state.name, state[state.name]));
    const p = chance(Math.exp(logP[target]));
    const lines = linesOf(state);
    choices.set(state);
    rows.set(state, logP);
    formula.textContent = `loss = −log p(class ${target}) = −log ${p} = `;
    answer.textContent = value_text(lines[0].value);
    ruler.set(lines);
    return sentence(logits, target, p, lines);
  }

  /** @type {Change} */
  function change(make) {
    make(state);
    keep.save(state);
    speech.clear();
    speech.say(render());
  }

  const shown = element("p", { class: "answer" }, formula, answer);
  root.append(...choices.elements, rows.element, shown, ruler.element, speech.element);
  render();
}

/**
 * @param {State} state
 * @returns {Line[]}
 */
function linesOf({ name, classes, binary }) {
  return name === "binary"
    ? binary_lines(binary.logits[0], binary.target)
    : class_lines(classes.logits, classes.target);
}

/**
 * What a listener needs to hear.
 *
 * @param {number[]} logits
 * @param {number} target
 * @param {string} p
 * @param {Line[]} lines
 */
function sentence(logits, target, p, lines) {
  const mistakes = lines
    .filter(({ right }) => !right)
    .map(({ loss, input, value }) => `${loss} of ${input} ${value_text(value)}`);
  return (
    `Logits ${logits.map(formatNumber).join(", ")}. Class ${target} has probability ${p}, ` +
    `loss ${value_text(lines[0].value)}. Mistakes: ${mistakes.join(", ")}.`
  );
}
