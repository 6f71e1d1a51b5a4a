// A grid of numbers: one vector or matrix, reached and edited by mouse, finger and keyboard.
import { element, setAttribute } from "./dom.js";
import { editCell } from "./edit.js";
import { formatNumber } from "./format.js";
import { makeScroller } from "./scroller.js";

/**
 * All rows and columns are those of `values`, padding included.
 *
 * @typedef {[row: number, column: number]} At
 * @typedef {(number | null)[][]} Values - rows of numbers; null leaves a cell empty
 *
 * @typedef {object} Options
 * @property {string} label
 * @property {Values} values
 * @property {number[]} [padding] - rows and columns of the outer cells that are padding; the small
 *   indices beside the cells count without it
 * @property {number[]} [start] - the indices that the first row and column carry; [0, 0] without it
 * @property {string} [className] - of the table: "shaded" turns marks into frames
 * @property {boolean} [editable] - whether numbers can be typed into cells that are no padding
 * @property {(row: number, column: number, value: number) => void} [onEdit]
 * @property {(sentence: string) => void} [onRefuse] - what was typed is no number
 * @property {(row: number, column: number) => void} [onPick] - a click or Enter on a cell that
 *   cannot be edited
 * @property {(row: number | null, column?: number, how?: "pointer" | "focus") => void} [onPoint] -
 *   where the pointer is or, when it is elsewhere, the focus; null: neither is here
 * @property {(row: number, column: number) => string} [describe] - what readers hear of a cell;
 *   "row 0, column 1: 5" without it
 */

/** @type {Record<string, At>} */
const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

class Grid {
  /** @type {HTMLTableCellElement[][]} */
  #cells = [];
  #drawn = ""; // the sizes for which cells were made
  /** @type {At} */
  #home = [0, 0]; // the one cell that Tab reaches
  /** @type {At | null} */
  #pointed = null;
  /** @type {At | null} */
  #focused = null;

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const { label, className = null } = options;
    this.table = element("table", { role: "grid", "aria-label": label, class: className });
    this.element = makeScroller(this.table);
    this.values = options.values;
    this.padding = options.padding ?? [0, 0];
    this.#listen();
    this.#draw();
  }

  /**
   * Shows other numbers; the focus stays where it is, or comes as near as the new size allows.
   *
   * @param {{ values?: Values, padding?: number[], label?: string }} changed
   */
  set({ values = this.values, padding = this.padding, label }) {
    this.values = values;
    this.padding = padding;
    if (label) this.table.setAttribute("aria-label", label);
    if (this.#sizes() === this.#drawn) {
      this.#fill();
      return;
    }
    const root = /** @type {Document | ShadowRoot} */ (this.table.getRootNode());
    const hadFocus = this.table.contains(root.activeElement);
    this.#draw();
    if (hadFocus) this.focus(...this.#home);
  }

  /**
   * Gives these cells, and no others, a mark: `name` is its class.
   *
   * @param {string} name
   * @param {number[][]} places
   */
  mark(name, places) {
    const wanted = new Set(places.map(String));
    this.#each((cell, at) => cell.classList.toggle(name, wanted.has(String(at))));
  }

  /**
   * Writes small texts into corners.
   *
   * @param {Map<string, string>} notes - from "row,column"
   */
  note(notes) {
    this.#each((cell, at) => setAttribute(cell, "data-note", notes.get(String(at))));
  }

  /**
   * Colours cells: of(row, column) is [background, ink], or null for a cell without a shade.
   *
   * @param {(row: number, column: number) => string[] | null} of
   */
  shade(of) {
    this.#each((cell, at) => {
      const [shade, ink] = of(...at) ?? ["", ""];
      cell.style.setProperty("--shade", shade);
      cell.style.setProperty("--on-shade", ink);
    });
  }

  /**
   * Scrolls, within the grid alone, to a cell.
   *
   * @param {number} i
   * @param {number} j
   */
  reveal(i, j) {
    const { offsetLeft, offsetWidth } = this.#cells[i][j];
    const end = offsetLeft + offsetWidth - this.element.clientWidth;
    this.element.scrollLeft = Math.min(offsetLeft, Math.max(this.element.scrollLeft, end));
  }

  /**
   * Gives a cell the focus; beyond the edge, the last one before it.
   *
   * @param {number} i
   * @param {number} j
   */
  focus(i, j) {
    this.#settle([within(i, this.values.length), within(j, this.values[0].length)]);
    this.#cellAt(this.#home).focus();
  }

  // ---- how it is drawn

  /** @param {(cell: HTMLTableCellElement, at: At) => void} act */
  #each(act) {
    for (const [i, row] of this.#cells.entries()) {
      for (const [j, cell] of row.entries()) act(cell, [i, j]);
    }
  }

  /** @param {At} at */
  #cellAt([i, j]) {
    return this.#cells[i][j];
  }

  #sizes() {
    return String([this.values.length, this.values[0].length, ...this.padding]);
  }

  /** @param {At} at */
  #isPadding(at) {
    const sizes = [this.values.length, this.values[0].length];
    return at.some((k, axis) => isOuter(k, sizes[axis], this.padding[axis]));
  }

  /** @param {At} at */
  #isEditable(at) {
    return Boolean(this.options.editable) && !this.#isPadding(at);
  }

  /** @param {At} at */
  #text([i, j]) {
    const value = this.values[i][j];
    return value === null ? "" : formatNumber(value);
  }

  /** @param {At} at */
  #describe(at) {
    if (this.options.describe) return this.options.describe(...at);
    if (this.#isPadding(at)) return `padding: ${this.#text(at)}`;
    const [row, column] = at.map((k, axis) => this.#index(k, axis));
    const place = `column ${column}: ${this.#text(at) || "empty"}`;
    return this.values.length === 1 ? place : `row ${row}, ${place}`;
  }

  /**
   * The index that a row (axis 0) or column carries, which counts without the padding.
   *
   * @param {number} k
   * @param {number} axis
   */
  #index(k, axis) {
    return k - this.padding[axis] + (this.options.start?.[axis] ?? 0);
  }

  #fill() {
    let longest = 1;
    this.#each((cell, at) => {
      const shown = this.#text(at);
      longest = Math.max(longest, shown.length);
      // A cell in which the reader is typing keeps its input; one that shows the same stays as it
      // is, so that a pointer at rest on it is no news.
      const isTyping = cell.querySelector("input") !== null;
      if (!isTyping && (!cell.firstChild || cell.textContent !== shown)) {
        cell.replaceChildren(element("span", {}, shown));
      }
      cell.classList.toggle("empty", shown === "");
      cell.setAttribute("aria-label", this.#describe(at));
    });
    this.table.style.setProperty("--longest", String(longest));
  }

  #draw() {
    const [rows, columns] = [this.values.length, this.values[0].length];
    this.#drawn = this.#sizes();
    this.#home = [within(this.#home[0], rows), within(this.#home[1], columns)];
    this.#cells = this.values.map((row, i) => row.map((_, j) => this.#makeCell([i, j])));
    const top = this.values[0].map((_, j) => this.#makeHeader(j, 1, columns));
    const corner = rows > 1 ? [element("td", { role: "presentation" })] : [];
    const body = this.#cells.map((row, i) => {
      const side = rows > 1 ? [this.#makeHeader(i, 0, rows)] : [];
      return element("tr", { role: "row" }, ...side, ...row);
    });
    this.table.replaceChildren(element("tr", { role: "row" }, ...corner, ...top), ...body);
    this.table.classList.toggle("many", columns > 12);
    this.table.classList.toggle("crowd", columns > 20);
    this.#fill();
  }

  /** @param {At} at */
  #makeCell(at) {
    const isEditable = this.#isEditable(at);
    return element("td", {
      role: "gridcell",
      tabindex: String(at) === String(this.#home) ? 0 : -1,
      class: this.#isPadding(at) ? "padding" : isEditable ? "editable" : null,
      "aria-readonly": this.options.editable ? String(!isEditable) : null,
      "data-at": at,
    });
  }

  /**
   * The small index above or beside.
   *
   * @param {number} k
   * @param {number} axis
   * @param {number} n
   */
  #makeHeader(k, axis, n) {
    const index = isOuter(k, n, this.padding[axis]) ? "" : String(this.#index(k, axis));
    const role = ["rowheader", "columnheader"][axis];
    return element("th", { role, "aria-hidden": index ? null : "true" }, index);
  }

  // ---- what the reader does

  /** @param {At} at */
  #settle(at) {
    this.#cellAt(this.#home).tabIndex = -1;
    this.#home = at;
    this.#cellAt(at).tabIndex = 0;
  }

  #listen() {
    const { table } = this;
    table.addEventListener("keydown", (event) => this.#onKey(event));
    table.addEventListener("click", (event) => this.#onClick(event));
    table.addEventListener("pointerover", (event) => this.#point(placeOf(event), this.#focused));
    table.addEventListener("pointerleave", () => this.#point(null, this.#focused));
    table.addEventListener("focusin", (event) => this.#onFocus(placeOf(event)));
    table.addEventListener("focusout", ({ relatedTarget: next }) => {
      if (!table.contains(/** @type {Node | null} */ (next))) this.#point(this.#pointed, null);
    });
  }

  /**
   * @param {At | null} pointed
   * @param {At | null} focused
   */
  #point(pointed, focused) {
    this.#pointed = pointed;
    this.#focused = focused;
    const { onPoint } = this.options;
    if (pointed) onPoint?.(...pointed, "pointer");
    else if (focused) onPoint?.(...focused, "focus");
    else onPoint?.(null);
  }

  /** @param {At | null} at */
  #onFocus(at) {
    if (at) this.#settle(at);
    this.#point(this.#pointed, at);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const at = placeOf(event);
    if (!at || isTyping(event)) return;
    this.focus(...at);
    if (this.#isEditable(at)) this.#edit(at);
    else this.options.onPick?.(...at);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = placeOf(event);
    if (!at || isTyping(event) || event.ctrlKey || event.metaKey) return;
    const move = MOVES[event.key];
    const typed = event.key.length === 1 && event.key !== " " ? event.key : null;
    if (move) this.focus(at[0] + move[0], at[1] + move[1]);
    else if (this.#isEditable(at) && ["Enter", "F2"].includes(event.key)) this.#edit(at);
    else if (this.#isEditable(at) && typed) this.#edit(at, typed);
    else if (this.options.onPick && event.key === "Enter") this.options.onPick(...at);
    else return;
    event.preventDefault();
  }

  /**
   * @param {At} at
   * @param {string | null} [typed] - the key that the reader began with
   */
  #edit(at, typed = null) {
    const now = this.#text(at);
    editCell(this.#cellAt(at), typed ?? now, {
      typed: Boolean(typed),
      take: (value) => this.options.onEdit?.(...at, value),
      refuse: (why) => this.options.onRefuse?.(`${why}; the cell keeps ${now}.`),
      move: (by) => this.focus(at[0] + by, at[1]),
    });
  }
}

/** @param {Options} options */
export function makeGrid(options) {
  return new Grid(options);
}

/**
 * @param {number} k
 * @param {number} n
 */
function within(k, n) {
  return Math.max(0, Math.min(n - 1, k));
}

/**
 * @param {number} k
 * @param {number} n
 * @param {number} padding
 */
function isOuter(k, n, padding) {
  return k < padding || k >= n - padding;
}

/**
 * @param {Event} event
 * @returns {At | null}
 */
function placeOf({ target }) {
  const cell = /** @type {HTMLElement} */ (target).closest("td");
  const [row, column] = cell?.dataset.at?.split(",").map(Number) ?? [];
  return row === undefined ? null : [row, column];
}

/** @param {Event} event */
function isTyping({ target }) {
  return /** @type {HTMLElement} */ (target).tagName === "INPUT";
}
