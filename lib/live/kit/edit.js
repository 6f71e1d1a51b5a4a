// Typing a number into a cell.
import { element } from "./dom.js";
import { parseNumber, whyNoNumber } from "./format.js";

/**
 * Puts an input with `text` into the cell, selected unless the reader has just typed it. Enter, Tab
 * and leaving take the number, Escape does not; up and down take it and call move(-1) or move(1).
 * Whatever happens, the cell looks as before: take(value) draws what changed, refuse(why) says
 * what was wrong.
 *
 * @param {HTMLElement} cell
 * @param {string} text
 * @param {object} does
 * @param {boolean} does.typed
 * @param {(value: number) => void} does.take
 * @param {(why: string) => void} does.refuse
 * @param {(by: -1 | 1) => void} does.move
 */
export function editCell(cell, text, { typed, take, refuse, move }) {
  const before = [...cell.childNodes]; // put back before anything is drawn
  const input = makeInput(`new number for ${cell.getAttribute("aria-label")}`);
  input.value = text;
  let open = true;

  /**
   * Closed once only: taking the input away from under the focus raises another blur.
   *
   * @param {boolean} keep
   * @param {() => void} [then]
   */
  function close(keep, then = () => {}) {
    if (!open) return;
    open = false;
    const wanted = input.value;
    cell.replaceChildren(...before);
    then();
    if (!keep) return;
    const value = parseNumber(wanted);
    if (value === null) refuse(whyNoNumber(wanted));
    else take(value);
  }

  input.addEventListener("blur", () => close(true));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") close(true, () => cell.focus());
    else if (event.key === "Escape") close(false, () => cell.focus());
    else if (event.key === "ArrowUp") close(true, () => move(-1));
    else if (event.key === "ArrowDown") close(true, () => move(1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  cell.replaceChildren(input);
  input.focus();
  if (!typed) input.select();
}

/** @param {string} label */
function makeInput(label) {
  return element("input", {
    type: "text",
    inputmode: "text", // decimal keyboards of phones lack the minus
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": label,
  });
}
