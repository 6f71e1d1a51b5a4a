// The table of the ledger: a row for the input and for each layer, with bars for what it costs.
import { element, setAttribute } from "../kit/dom.js";
import { shapeText } from "./rules.js";

const HEADINGS = [
  "Layer",
  "Output",
  "Parameters",
  "Multiply-adds",
  "Activations",
  "Receptive field",
];

// 3274634 -> "3,274,634"
export function thousands(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function percent(part, total) {
  return `${((100 * part) / (total || 1)).toFixed(1)} %`;
}

// What stands in the cells behind the name: { text, note, bar }; bar is { share, kind }.
function cells({ shape, parameters, multiplyAdds, bytes, sees, jump }, total) {
  if (!shape) return HEADINGS.slice(1).map(() => ({ text: "–" }));
  const output = { text: shapeText(shape) };
  if (!sees) return [output, ...Array(4).fill({ text: "" })];
  const cost = (value, whole, kind) => ({
    text: thousands(value),
    note: total && value ? percent(value, whole) : "",
    bar: total && value ? { share: value / whole, kind } : null,
  });
  return [
    output,
    cost(parameters, total?.parameters, "parameters"),
    cost(multiplyAdds, total?.multiplyAdds, "work"),
    { text: bytes ? `${thousands(bytes)} B` : "0 B", note: bytes ? "" : "a view" },
    { text: shapeText(sees), note: jump ? `jump ${jump}` : "" },
  ];
}

// onChoose(k) tells that row k was chosen; row 0 is the input.
// table.set({ rows, total, chosen, editor }) shows rows and puts the editor, if there is one, under
// the chosen row.
export function makeTable({ onChoose }) {
  const body = element("tbody", { role: "rowgroup" });
  const heads = HEADINGS.map((text) => element("th", { role: "columnheader", scope: "col" }, text));
  const made = [];
  const editorCell = element("td", { role: "cell", colspan: HEADINGS.length });
  const editorRow = element("tr", { class: "edit", role: "row" }, editorCell);

  function makeRow(k) {
    const button = element("button", { type: "button", onclick: () => onChoose(k) });
    const about = element("span", { class: "about" });
    const head = element("th", { role: "rowheader", scope: "row" }, button, about);
    const rest = HEADINGS.slice(1).map((label, column) => {
      const text = element("span", { class: "text" });
      const note = element("span", { class: "note" });
      const bar = element("i", { "aria-hidden": "true" });
      const kind = column === 1 || column === 2 ? "costs" : null;
      const attributes = { class: kind, role: "cell", "data-label": label };
      return { cell: element("td", attributes, text, note, bar), text, note, bar };
    });
    const line = element("tr", { role: "row" }, head, ...rest.map(({ cell }) => cell));
    return { line, button, about, rest };
  }

  function fill({ line, button, about, rest }, row, total, isOpen) {
    button.textContent = row.name;
    about.textContent = row.about;
    button.setAttribute("aria-expanded", isOpen);
    line.classList.toggle("wrong", Boolean(row.wrong));
    cells(row, total).forEach(({ text, note = "", bar = null }, k) => {
      const own = rest[k];
      own.text.textContent = row.wrong && k === 0 ? "impossible" : text;
      own.note.textContent = note;
      setAttribute(own.bar, "class", bar && `bar ${bar.kind}`);
      own.bar.style.width = bar ? `${100 * bar.share}%` : "";
      own.cell.classList.toggle("nothing", ["0", "", "–"].includes(own.text.textContent));
    });
  }

  function set({ rows, total, chosen, editor }) {
    while (made.length > rows.length) made.pop().line.remove();
    while (made.length < rows.length) {
      made.push(makeRow(made.length));
      body.append(made.at(-1).line);
    }
    rows.forEach((row, k) => fill(made[k], row, total, Boolean(editor) && k === chosen));
    if (!editor) {
      editorRow.remove();
      return;
    }
    if (editorCell.firstChild !== editor) editorCell.replaceChildren(editor);
    // moved only where it must be: an element that is moved loses the focus
    const { line } = made[chosen];
    if (line.nextSibling !== editorRow) line.after(editorRow);
  }

  const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
  const attributes = { class: "ledger", role: "table", "aria-label": "layers" };
  return {
    element: element("table", attributes, head, body),
    set,
    focus: (k) => made[k].button.focus(),
  };
}
