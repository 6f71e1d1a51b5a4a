// Typing a number into a cell.
import { element } from "./dom.js";
import { parseNumber } from "./format.js";

// Puts an input with `text` into the cell, selected unless the reader has just typed it. Enter, Tab
// and leaving take the number, Escape does not; up and down take it and call move(-1) or move(1).
// Whatever happens, the cell looks as before: take(value) draws what changed, refuse(text) says
// what was wrong.
export function editCell(cell, text, { typed, take, refuse, move }) {
  const before = [...cell.childNodes]; // put back before anything is drawn
  const label = cell.getAttribute("aria-label");
  const input = element("input", {
    type: "text",
    inputmode: "text", // decimal keyboards of phones lack the minus
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `new number for ${label}`,
  });
  input.value = text;
  let open = true;

  // Closed once only: taking the input away from under the focus raises another blur.
  function close(keep, then = () => {}) {
    if (!open) return;
    open = false;
    const wanted = input.value;
    cell.replaceChildren(...before);
    then();
    if (!keep) return;
    const value = parseNumber(wanted);
    if (value === null) refuse(wanted.trim());
    else take(value);
  }

  input.addEventListener("blur", () => close(true));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter") close(true, () => cell.focus());
    else if (event.key === "Escape") close(false, () => cell.focus());
    else if (by) close(true, () => move(by));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  cell.replaceChildren(input);
  input.focus();
  if (!typed) input.select();
}
