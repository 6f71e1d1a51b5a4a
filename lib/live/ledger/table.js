// The table of the ledger: a row for the input and for each layer, with bars for what it costs.
import { element, setAttribute } from "../kit/dom.js";

const HEADINGS = ["Layer", "Output", "Parameters", "Multiply-adds", "Bytes", "Receptive field"];

/**
 * @typedef {import("./network.js").Row} Row
 * @typedef {Row & { about: string }} ShownRow
 * @typedef {Record<"parameters" | "multiply_adds" | "bytes", number>} Total
 *
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} [note]
 * @property {{ share: number, kind: string } | null} [bar]
 */

/**
 * 3274634 -> "3,274,634"
 *
 * @param {number} n
 */
export function thousands(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * @param {number} part
 * @param {number} total
 */
export function percent(part, total) {
  return `${((100 * part) / (total || 1)).toFixed(1)} %`;
}

/** @param {number[]} shape */
export function shapeText(shape) {
  return shape.join(" × ");
}

/**
 * What stands in the cells behind the name.
 *
 * @param {ShownRow} row
 * @param {Total | null} total
 * @returns {Cell[]}
 */
function cells({ shape, parameters = 0, multiply_adds = 0, bytes = 0, sees, jump, wrong }, total) {
  const blank = HEADINGS.slice(2).map(() => ({ text: shape ? "" : "–" }));
  if (!shape) return [{ text: wrong ? "impossible" : "–" }, ...blank];
  const output = { text: shapeText(shape) };
  if (!sees) return [output, ...blank];
  return [
    output,
    cost("parameters", parameters, total?.parameters),
    cost("work", multiply_adds, total?.multiply_adds),
    { text: thousands(bytes), note: bytes ? "" : "a view" },
    { text: shapeText(sees), note: jump ? `jump ${jump}` : "" },
  ];
}

/**
 * @param {string} kind
 * @param {number} value
 * @param {number | undefined} whole - undefined for an impossible network
 * @returns {Cell}
 */
function cost(kind, value, whole) {
  const text = thousands(value);
  if (!whole || !value) return { text };
  return { text, note: percent(value, whole), bar: { share: value / whole, kind } };
}

/** @param {() => void} onChoose */
function makeRow(onChoose) {
  const button = element("button", { type: "button", onclick: onChoose });
  const about = element("span", { class: "about" });
  const head = element("th", { role: "rowheader", scope: "row" }, button, about);
  const rest = HEADINGS.slice(1).map((label, column) => {
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
      cells(row, total).forEach((shown, k) => fill(rest[k], shown));
    },
  };
}

/**
 * @param {Record<"cell" | "text" | "note" | "bar", HTMLElement>} own
 * @param {Cell} shown
 */
function fill(own, { text, note = "", bar = null }) {
  own.text.textContent = text;
  own.note.textContent = note;
  setAttribute(own.bar, "class", bar && `bar ${bar.kind}`);
  own.bar.style.width = bar ? `${100 * bar.share}%` : "";
  own.cell.classList.toggle("nothing", ["0", "", "–"].includes(text));
}

/** @param {(k: number) => void} onChoose - row k was chosen; row 0 is the input */
export function makeTable(onChoose) {
  const body = element("tbody", { role: "rowgroup" });
  const heads = HEADINGS.map((text) => element("th", { role: "columnheader", scope: "col" }, text));
  const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
  const attributes = { class: "ledger", role: "table", "aria-label": "layers" };
  const editorCell = element("td", { role: "cell", colspan: HEADINGS.length });
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
