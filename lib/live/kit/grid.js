// A grid of numbers: one vector or matrix, reached and edited by mouse, finger and keyboard.
import { element, setAttribute } from "./dom.js";
import { editCell } from "./edit.js";
import { formatNumber } from "./format.js";

const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

// makeGrid({ label, values, ... }) draws values, rows of numbers (null leaves a cell empty).
//   padding: [rows, columns] of the outer cells that are padding; indices count without it
//   editable: whether numbers can be typed into the cells that are not padding
//   onEdit(row, column, value), onRefuse(sentence): what typing leads to
//   onPick(row, column): a click or Enter on a cell that cannot be edited
//   onPoint(row, column, how) or onPoint(null): where the pointer is (how is "pointer") or, when
//     it is elsewhere, the focus ("focus")
//   start: [row, column], the indices that the first row and column carry; [0, 0] without it
//   describe(row, column): what readers hear of a cell; "row 0, column 1: 5" without it
// All rows and columns are those of `values`, padding included.
// grid.set({ values, padding, label }) shows others. grid.mark(name, cells) gives these cells, and
// no others, the class `name`. grid.note(map) writes small texts into corners: map is a Map from
// "row,column". grid.reveal(row, column) scrolls, within the grid alone, to a cell.
export function makeGrid(options) {
  const table = element("table", { role: "grid", "aria-label": options.label });
  const scroller = element("div", { class: "scroller" }, table);
  const start = options.start ?? [0, 0];
  let { values, padding = [0, 0] } = options;
  let cells = [];
  let drawn = ""; // the sizes for which cells were made
  let home = [0, 0]; // the one cell that Tab reaches
  let pointed = null;
  let focused = null;

  const sizes = () => String([values.length, values[0].length, ...padding]);
  const isPadding = (i, j) =>
    i < padding[0] ||
    j < padding[1] ||
    i >= values.length - padding[0] ||
    j >= values[0].length - padding[1];
  const isEditable = (i, j) => Boolean(options.editable) && !isPadding(i, j);
  const text = (i, j) => (values[i][j] === null ? "" : formatNumber(values[i][j]));

  function describe(i, j) {
    if (options.describe) return options.describe(i, j);
    if (isPadding(i, j)) return `padding: ${text(i, j)}`;
    const place = `column ${j - padding[1] + start[1]}: ${text(i, j) || "empty"}`;
    return values.length === 1 ? place : `row ${i - padding[0] + start[0]}, ${place}`;
  }

  function fill() {
    let longest = 1;
    cells.forEach((row, i) =>
      row.forEach((cell, j) => {
        const shown = text(i, j);
        longest = Math.max(longest, shown.length);
        // A cell in which the reader is typing keeps its input.
        if (cell.firstChild?.tagName !== "INPUT") cell.replaceChildren(element("span", {}, shown));
        cell.classList.toggle("empty", shown === "");
        cell.setAttribute("aria-label", describe(i, j));
      }),
    );
    table.style.setProperty("--longest", longest);
  }

  function makeCell(i, j) {
    return element("td", {
      role: "gridcell",
      tabindex: i === home[0] && j === home[1] ? 0 : -1,
      class: isPadding(i, j) ? "padding" : isEditable(i, j) ? "editable" : null,
      "aria-readonly": options.editable ? String(!isEditable(i, j)) : null,
      "data-at": `${i},${j}`,
    });
  }

  // Small indices above and beside, counted without the padding.
  function makeHeader(k, axis, n) {
    const p = padding[axis];
    const index = k < p || k >= n - p ? "" : String(k - p + start[axis]);
    const role = ["rowheader", "columnheader"][axis];
    return element("th", { role, "aria-hidden": index ? null : "true" }, index);
  }

  function draw() {
    const [rows, columns] = [values.length, values[0].length];
    drawn = sizes();
    home = [Math.min(home[0], rows - 1), Math.min(home[1], columns - 1)];
    cells = values.map((row, i) => row.map((_, j) => makeCell(i, j)));
    const top = values[0].map((_, j) => makeHeader(j, 1, columns));
    const corner = rows > 1 ? [element("td", { role: "presentation" })] : [];
    const body = cells.map((row, i) => {
      const side = rows > 1 ? [makeHeader(i, 0, rows)] : [];
      return element("tr", { role: "row" }, ...side, ...row);
    });
    table.replaceChildren(element("tr", { role: "row" }, ...corner, ...top), ...body);
    table.classList.toggle("many", columns > 12);
    table.classList.toggle("crowd", columns > 20);
    fill();
  }

  function moveTo(i, j) {
    cells[home[0]][home[1]].tabIndex = -1;
    home = [
      Math.max(0, Math.min(values.length - 1, i)),
      Math.max(0, Math.min(values[0].length - 1, j)),
    ];
    const cell = cells[home[0]][home[1]];
    cell.tabIndex = 0;
    cell.focus();
  }

  function edit([i, j], typed) {
    const now = text(i, j);
    editCell(cells[i][j], typed ?? now, {
      typed: Boolean(typed),
      take: (value) => options.onEdit(i, j, value),
      refuse: (wrong) => options.onRefuse(`“${wrong}” is not a number; the cell keeps ${now}.`),
      move: (by) => moveTo(i + by, j),
    });
  }

  // ---- what the reader does

  function cellOf(event) {
    const cell = event.target.closest?.("td[data-at]");
    return cell ? cell.dataset.at.split(",").map(Number) : null;
  }

  function tellPoint() {
    if (pointed) options.onPoint?.(...pointed, "pointer");
    else if (focused) options.onPoint?.(...focused, "focus");
    else options.onPoint?.(null);
  }

  function onKey(event) {
    const at = cellOf(event);
    if (!at || event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey) return;
    const move = MOVES[event.key];
    const typed = event.key.length === 1 && event.key !== " " ? event.key : null;
    if (move) moveTo(at[0] + move[0], at[1] + move[1]);
    else if (isEditable(...at) && (event.key === "Enter" || event.key === "F2")) edit(at);
    else if (isEditable(...at) && typed) edit(at, typed);
    else if (options.onPick && event.key === "Enter") options.onPick(...at);
    else return;
    event.preventDefault();
  }

  table.addEventListener("keydown", onKey);
  table.addEventListener("click", (event) => {
    const at = cellOf(event);
    if (!at || event.target.tagName === "INPUT") return;
    moveTo(...at);
    if (isEditable(...at)) edit(at);
    else options.onPick?.(...at);
  });
  table.addEventListener("pointerover", (event) => {
    pointed = cellOf(event);
    tellPoint();
  });
  table.addEventListener("pointerleave", () => {
    pointed = null;
    tellPoint();
  });
  table.addEventListener("focusin", (event) => {
    focused = cellOf(event);
    tellPoint();
  });
  table.addEventListener("focusout", (event) => {
    if (table.contains(event.relatedTarget)) return;
    focused = null;
    tellPoint();
  });
  draw();

  return {
    element: scroller,
    set(changed) {
      ({ values = values, padding = padding } = changed);
      if (changed.label) table.setAttribute("aria-label", changed.label);
      if (sizes() === drawn) {
        fill();
        return;
      }
      const hasFocus = table.contains(table.getRootNode().activeElement);
      draw();
      if (hasFocus) moveTo(...home);
    },
    mark(name, places) {
      const wanted = new Set(places.map(String));
      for (const cell of cells.flat()) cell.classList.toggle(name, wanted.has(cell.dataset.at));
    },
    note(notes) {
      for (const cell of cells.flat()) setAttribute(cell, "data-note", notes.get(cell.dataset.at));
    },
    reveal(i, j) {
      const { offsetLeft, offsetWidth } = cells[i][j];
      const end = offsetLeft + offsetWidth - scroller.clientWidth;
      scroller.scrollLeft = Math.min(offsetLeft, Math.max(scroller.scrollLeft, end));
    },
    focus: moveTo,
  };
}
