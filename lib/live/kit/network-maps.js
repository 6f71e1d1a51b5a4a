// Channels of a volume, or kernels, as small pictures side by side on one canvas. All figures of
// networks colour alike, on black in every theme: orange above zero, blue below.
import { element } from "./dom.js";

/**
 * @typedef {import("./network.js").Volume} Volume
 * @typedef {[channel: number, row: number, column: number]} At
 *
 * @typedef {object} Options
 * @property {string | null} [label] - without one, the pictures are hidden from screen readers
 * @property {number} [across] - pictures in a row
 * @property {boolean} [isInk] - in grey
 * @property {(c: number | null, i?: number, j?: number, how?: "focus") => void} [onPoint] - the
 *   pointer is on, or the arrow keys went to, an element; null: nowhere
 * @property {(c: number, i: number, j: number) => void} [onPick] - a click there, or Enter
 */

const BLACK = [0, 0, 0];
const ABOVE = [BLACK, [230, 159, 0], [255, 246, 214]];
const BELOW = [BLACK, [86, 180, 233], [232, 246, 255]];
const INK = [BLACK, [127.5, 127.5, 127.5], [255, 255, 255]];

/** @type {Record<string, [down: number, right: number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class Maps {
  /** @type {Volume} */
  #x = { channels: 1, rows: 1, columns: 1, values: [0] };
  /** @type {At} */
  #at = [0, 0, 0];

  /** @param {Options} options */
  constructor({ label = null, across = 1, isInk = false, onPoint, onPick }) {
    this.across = across;
    this.isInk = isInk;
    this.onPoint = onPoint;
    this.onPick = onPick;
    const role = onPick ? "application" : "img";
    const named = label ? { role, "aria-label": label } : { "aria-hidden": "true" };
    this.canvas = element("canvas", named);
    this.mark = element("div", { class: "frame", hidden: true });
    this.element = element("div", { class: "maps" }, this.canvas, this.mark);
    this.#listen();
  }

  /**
   * Draws a volume; `most` has the full colour.
   *
   * @param {Volume} volume
   * @param {{ most?: number, across?: number }} [look]
   */
  set(volume, { most = 1, across = this.across } = {}) {
    this.#x = volume;
    this.across = across;
    const { channels, rows, columns } = volume;
    const [c, i, j] = this.#at;
    if (c >= channels || i >= rows || j >= columns) this.#at = [0, 0, 0];
    const wide = Math.min(across, channels) * (columns + 1) - 1;
    const high = Math.ceil(channels / across) * (rows + 1) - 1;
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      Object.assign(this.canvas, { width: wide, height: high });
      this.element.style.setProperty("--across", String(wide));
    }
    this.#paint(most || 1);
  }

  /**
   * Frames an element, or a rectangle of them (all four ends included); null: nothing.
   *
   * @param {number | null} c
   * @param {number} [top]
   * @param {number} [left]
   * @param {number} [bottom]
   * @param {number} [right]
   */
  frame(c, top = 0, left = 0, bottom = top, right = left) {
    this.mark.hidden = c === null;
    if (c === null) return;
    this.#at = [c, top, left];
    const [row, column] = this.#corner(c);
    const { width, height } = this.canvas;
    Object.assign(this.mark.style, {
      top: `${(100 * (row + top)) / height}%`,
      left: `${(100 * (column + left)) / width}%`,
      height: `${(100 * (bottom - top + 1)) / height}%`,
      width: `${(100 * (right - left + 1)) / width}%`,
    });
  }

  /**
   * Says what is seen.
   *
   * @param {string} text
   */
  tell(text) {
    this.canvas.setAttribute("aria-label", text);
  }

  /**
   * Where a picture begins, in elements; one element of black stands between two pictures.
   *
   * @param {number} c
   */
  #corner(c) {
    const { rows, columns } = this.#x;
    return [Math.floor(c / this.across) * (rows + 1), (c % this.across) * (columns + 1)];
  }

  /** @param {number} most */
  #paint(most) {
    const { channels, rows, columns, values } = this.#x;
    const { width, height } = this.canvas;
    const pen = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) return;
    const pixels = pen.createImageData(width, height);
    for (let n = 0; n < channels * rows * columns; n += 1) {
      const [top, left] = this.#corner(Math.floor(n / (rows * columns)));
      const place = (top + (Math.floor(n / columns) % rows)) * width + left + (n % columns);
      colour(pixels.data, 4 * place, values[n] / most, this.isInk);
    }
    pen.putImageData(pixels, 0, 0);
  }

  // ---- what the reader does

  #listen() {
    const { canvas, onPoint, onPick } = this;
    if (onPick) {
      canvas.tabIndex = 0;
      canvas.addEventListener("keydown", (event) => this.#onKey(event));
      canvas.addEventListener("click", (event) => {
        const found = this.#find(event);
        if (found) onPick(...found);
      });
    }
    if (onPoint) {
      canvas.addEventListener("pointermove", (event) => {
        const found = this.#find(event);
        if (found) onPoint(...found);
        else onPoint(null);
      });
      canvas.addEventListener("pointerleave", () => onPoint(null));
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) this.onPoint?.(...this.#next(move), "focus");
    else if (event.key === "Enter") this.onPick?.(...this.#at);
    else return;
    event.preventDefault();
  }

  /**
   * The element under the pointer, or null between two pictures.
   *
   * @param {MouseEvent} event
   * @returns {At | null}
   */
  #find(event) {
    const { channels, rows, columns } = this.#x;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * this.canvas.height);
    const column = Math.floor(((event.clientX - left) / width) * this.canvas.width);
    if (row < 0 || column < 0) return null;
    const [i, j] = [row % (rows + 1), column % (columns + 1)];
    const c = Math.floor(row / (rows + 1)) * this.across + Math.floor(column / (columns + 1));
    return i < rows && j < columns && c < channels ? [c, i, j] : null;
  }

  /**
   * One element further, and at the edge of a picture into the next one.
   *
   * @param {[down: number, right: number]} move
   * @returns {At}
   */
  #next([down, right]) {
    const { channels, rows, columns } = this.#x;
    const [c, i, j] = [this.#at[0], this.#at[1] + down, this.#at[2] + right];
    const steps = i < 0 || i >= rows ? down * this.across : j < 0 || j >= columns ? right : 0;
    if (c + steps < 0 || c + steps >= channels) return this.#at;
    return steps ? [c + steps, (i + rows) % rows, (j + columns) % columns] : [c, i, j];
  }
}

/** @param {Options} options */
export function makeMaps(options) {
  return new Maps(options);
}

/**
 * Writes the colour of a value from -1 to 1 into the bytes of a picture, from `start` on.
 *
 * @param {Uint8ClampedArray} bytes
 * @param {number} start
 * @param {number} value
 * @param {boolean} isInk
 */
function colour(bytes, start, value, isInk) {
  const stops = isInk ? INK : value < 0 ? BELOW : ABOVE;
  const place = 2 * Math.min(1, Math.abs(value));
  const k = place < 1 ? 0 : 1;
  const [from, to] = [stops[k], stops[k + 1]];
  for (let c = 0; c < 3; c += 1) bytes[start + c] = from[c] + (place - k) * (to[c] - from[c]);
  bytes[start + 3] = 255;
}
