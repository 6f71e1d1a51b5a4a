// The table of the ledger: a row for the input and for each layer, with bars for what it costs.
import { element, setAttribute } from "../kit/dom.js";
import { cells, HEADINGS } from "./rules.py";

/** @type {string[]} */
const headings = HEADINGS;

const COSTS = /** @type {[column: number, cost: keyof Total, kind: string][]} */ ([
  [1, "parameters", "parameters"],
  [2, "multiply_adds", "work"],
]);

/**
 * @typedef {import("./network.js").Row} Row
 * @typedef {Row & { about: string }} ShownRow
 * @typedef {Record<"parameters" | "multiply_adds" | "bytes", number>} Total
 *
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} note
 * @property {{ share: number, kind: string } | null} [bar]
 */

/**
 * @param {number} part
 * @param {number} total
 */
export function percent(part, total) {
  return `${((100 * part) / (total || 1)).toFixed(1)} %`;
}

/**
 * What stands in the cells behind the name; costs have bars, but in an impossible network.
 *
 * @param {ShownRow} row
 * @param {Total | null} total
 * @returns {Cell[]}
 */
function shownCells(row, total) {
  /** @type {[string, string][]} */
  const texts = cells(row);
  /** @type {Cell[]} */
  const shown = texts.map(([text, note]) => ({ text, note }));
  for (const [column, cost, kind] of COSTS) {
    const [value, whole] = [row[cost], total?.[cost]];
    if (!value || !whole) continue;
    shown[column].note = percent(value, whole);
    shown[column].bar = { share: value / whole, kind };
  }
  return shown;
}

/** @param {() => void} onChoose */
function makeRow(onChoose) {
  const button = element("button", { type: "button", onclick: onChoose });
  const about = element("span", { class: "about" });
  const head = element("th", { role: "rowheader", scope: "row" }, button, about);
  const rest = headings.slice(1).map((label, column) => {
    const [text, note] = ["text", "note"].map((name) => element("span", { class: name }));
    const bar = element("i", { "aria-hidden": "true" });
    const name = ["output", "costs", "costs", "bytes", "sees"][column];
    const cell = element("td", { class: name, role: "cell", "data-label": label }, bar, text, note);
    return { cell, text, note, bar };
  });
  const line = element("tr", { role: "row" }, head, ...rest.map(({ cell }) => cell));
  return {
    line,
    button,
    /** @param {ShownRow} row @param {Total | null} total @param {boolean} isOpen */
    set(row, total, isOpen) {
      button.textContent = row.name;
      about.textContent = row.about;
      button.setAttribute("aria-expanded", String(isOpen));
      line.classList.toggle("wrong", Boolean(row.wrong));
      shownCells(row, total).forEach((shown, k) => fill(rest[k], shown));
    },
  };
}

/**
 * @param {Record<"cell" | "text" | "note" | "bar", HTMLElement>} own
 * @param {Cell} shown
 */
function fill(own, { text, note, bar = null }) {
  own.text.textContent = text;
  own.note.textContent = note;
  setAttribute(own.bar, "class", bar && `bar ${bar.kind}`);
  own.bar.style.width = bar ? `${100 * bar.share}%` : "";
  own.cell.classList.toggle("nothing", ["0", "", "–"].includes(text));
}

/** @param {(k: number) => void} onChoose - row k was chosen; row 0 is the input */
export function makeTable(onChoose) {
  const body = element("tbody", { role: "rowgroup" });
  const heads = headings.map((text) => element("th", { role: "columnheader", scope: "col" }, text));
  const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
  const attributes = { class: "ledger", role: "table", "aria-label": "layers" };
  const editorCell = element("td", { role: "cell", colspan: headings.length });
  const editorRow = element("tr", { class: "edit", role: "row" }, editorCell);
  /** @type {ReturnType<typeof makeRow>[]} */
  const made = [];
  return {
    element: element("table", attributes, head, body),
    /** @param {number} k */
    focus: (k) => made[k].button.focus(),
    /**
     * Shows rows, and puts the editor, if there is one, under the chosen row.
     *
     * @param {{ rows: ShownRow[], total: Total | null, chosen: number }} shown
     * @param {Element | null} editor
     */
    set({ rows, total, chosen }, editor) {
      for (const { line } of made.splice(rows.length)) line.remove();
      for (let k = made.length; k < rows.length; k += 1) {
        made.push(makeRow(() => onChoose(k)));
        body.append(made[k].line);
      }
      rows.forEach((row, k) => made[k].set(row, total, Boolean(editor) && k === chosen));
      if (editor && editorCell.firstChild !== editor) editorCell.replaceChildren(editor);
      // moved only where it must be: an element that is moved loses the focus
      if (!editor) editorRow.remove();
      else if (made[chosen].line.nextSibling !== editorRow) made[chosen].line.after(editorRow);
    },
  };
}
