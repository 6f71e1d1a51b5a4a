// Channels of a volume, or kernels, as small pictures side by side on one canvas.
import { element } from "./dom.js";
import { cornerOf, findElement, moveElement, movePicture, paint, sizeOf } from "./network-tiles.js";

/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {import("./network-tiles.js").Place} Place */
/** @typedef {import("./network-tiles.js").Tiles} Tiles */

/**
 * What the reader can do with pictures: `onPoint` when the pointer is on an element (null: on
 * none), `onPick` at a click and at Enter, `onStep` at an arrow key, which goes from element to
 * element, or from picture to picture if they are whole.
 *
 * @typedef {object} Touch
 * @property {(place: Place | null) => void} [onPoint]
 * @property {(place: Place) => void} onPick
 * @property {(place: Place) => void} onStep
 * @property {boolean} [isWhole]
 */

/**
 * set draws: `most` has the full colour, `across` pictures stand in a row. frame marks an element,
 * or the rectangle from it to the row and column of `end`, both included; null marks nothing. tell
 * says what there is to see.
 *
 * @typedef {object} Maps
 * @property {HTMLElement} element
 * @property {(x: Volume, how?: { most?: number, across?: number }) => void} set
 * @property {(place: Place | null, end?: number[]) => void} frame
 * @property {(text: string) => void} tell
 */

/** @type {Record<string, number[]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {object} options
 * @param {string} [options.label] - without one, readers of the screen hear nothing of them
 * @param {boolean} [options.isInk] - in greys
 * @param {Touch} [options.touch]
 * @returns {Maps}
 */
export function makeMaps({ label, isInk = false, touch }) {
  const role = touch ? "application" : "img";
  const canvas = element(
    "canvas",
    label ? { role, "aria-label": label } : { "aria-hidden": "true" },
  );
  const frame = element("div", { class: "frame", hidden: true });
  const box = element("div", { class: "maps" }, canvas, frame);
  const tiles = { channels: 1, rows: 1, columns: 1, across: 1 };
  /** @type {{ at: Place }} */
  const cursor = { at: [0, 0, 0] };
  if (touch) listen(canvas, tiles, cursor, touch);
  return {
    element: box,
    set(x, { most = 1, across = tiles.across } = {}) {
      Object.assign(tiles, { channels: x.channels, rows: x.rows, columns: x.columns, across });
      if (cursor.at.some((k, axis) => k >= [x.channels, x.rows, x.columns][axis]))
        cursor.at = [0, 0, 0];
      const [high, wide] = sizeOf(tiles);
      // a canvas that is given a size begins anew, even if the size is the same
      if (canvas.width !== wide || canvas.height !== high)
        Object.assign(canvas, { width: wide, height: high });
      box.style.setProperty("--across", String(wide));
      const pixels = new ImageData(paint(x, { across, most, isInk }), wide, high);
      canvas.getContext("2d", { willReadFrequently: true })?.putImageData(pixels, 0, 0);
    },
    frame(place, end) {
      frame.hidden = place === null;
      if (place === null) return;
      cursor.at = place;
      Object.assign(frame.style, styleOf(tiles, place, end ?? place.slice(1)));
    },
    tell: (text) => canvas.setAttribute("aria-label", text),
  };
}

/**
 * @param {Tiles} tiles
 * @param {Place} place
 * @param {number[]} end
 */
function styleOf(tiles, [c, top, left], [bottom, right]) {
  const [row, column] = cornerOf(tiles, c);
  const [high, wide] = sizeOf(tiles);
  return {
    top: `${(100 * (row + top)) / high}%`,
    left: `${(100 * (column + left)) / wide}%`,
    height: `${(100 * (bottom - top + 1)) / high}%`,
    width: `${(100 * (right - left + 1)) / wide}%`,
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tiles} tiles - as they are drawn now
 * @param {{ at: Place }} cursor - of the keyboard
 * @param {Touch} touch
 */
function listen(canvas, tiles, cursor, { onPoint, onPick, onStep, isWhole }) {
  /** @param {MouseEvent} event */
  const find = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * canvas.height);
    return findElement(tiles, row, Math.floor(((event.clientX - left) / width) * canvas.width));
  };
  /** @param {number[]} by */
  const further = (by) =>
    isWhole
      ? /** @type {Place} */ ([movePicture(tiles, cursor.at[0], by), 0, 0])
      : moveElement(tiles, cursor.at, by);

  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) onStep(further(MOVES[event.key]));
    else if (event.key === "Enter") onPick(cursor.at);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("click", (event) => {
    const found = find(event);
    if (found) onPick(found);
  });
  canvas.addEventListener("pointermove", (event) => onPoint?.(find(event)));
  canvas.addEventListener("pointerleave", () => onPoint?.(null));
}

/**
 * Makes elements as large as whole pixels allow within a width, so that all look alike.
 *
 * @param {Maps} maps
 * @param {number} across - elements in a row
 * @param {number} width - pixels
 * @param {number} most - pixels of an element
 */
export function fit(maps, across, width, most) {
  const unit = Math.max(2, Math.min(most, Math.floor(width / across)));
  maps.element.style.setProperty("--unit", `${unit}px`);
}
