// Channels of a volume, or kernels, as small pictures side by side on one canvas. All figures of
// networks colour alike, on black in every theme: orange above zero, blue below.
import { element } from "./dom.js";

const ABOVE = [[0, 0, 0], [230, 159, 0], [255, 246, 214]];
const BELOW = [[0, 0, 0], [86, 180, 233], [232, 246, 255]];
const INK = [[0, 0, 0], [127.5, 127.5, 127.5], [255, 255, 255]];

// Writes the colour of a value from -1 to 1 into the bytes of a picture, from `start` on.
function colour(bytes, start, value, isInk) {
  const stops = isInk ? INK : value < 0 ? BELOW : ABOVE;
  const place = 2 * Math.min(1, Math.abs(value));
  const k = place < 1 ? 0 : 1;
  const [from, to] = [stops[k], stops[k + 1]];
  for (let c = 0; c < 3; c += 1) bytes[start + c] = from[c] + (place - k) * (to[c] - from[c]);
  bytes[start + 3] = 255;
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// makeMaps({ label, across, isInk, onPoint, onPick }): `across` pictures stand in a row; without a
// label they are hidden from screen readers.
//   onPoint(c, i, j, how): the pointer is on, or the arrow keys went to, an element; null: nowhere
//   onPick(c, i, j): a click there, or Enter
// maps.set(volume, { most, across }) draws; `most` has the full colour.
// maps.frame(c, i, j) frames an element, maps.frame(c, top, left, bottom, right) a rectangle (all
// included), maps.frame(null) nothing. maps.tell(text) is another label.
export function makeMaps({ label = null, across = 1, isInk = false, onPoint, onPick }) {
  const role = onPick ? "application" : "img";
  const named = label ? { role, "aria-label": label } : { "aria-hidden": "true" };
  const canvas = element("canvas", named);
  const frame = element("div", { class: "frame", hidden: true });
  const box = element("div", { class: "maps" }, canvas, frame);
  let x = { channels: 1, rows: 1, columns: 1, values: [0] };
  let at = [0, 0, 0];

  // Where a picture begins, in elements; one element of black stands between two pictures.
  const corner = (c) => [
    Math.floor(c / across) * (x.rows + 1),
    (c % across) * (x.columns + 1),
  ];

  function set(volume, { most = 1, across: wanted = across } = {}) {
    x = volume;
    across = wanted;
    if (at[0] >= x.channels || at[1] >= x.rows || at[2] >= x.columns) at = [0, 0, 0];
    const wide = Math.min(across, x.channels) * (x.columns + 1) - 1;
    const high = Math.ceil(x.channels / across) * (x.rows + 1) - 1;
    if (canvas.width !== wide || canvas.height !== high) {
      Object.assign(canvas, { width: wide, height: high });
      box.style.setProperty("--across", wide);
    }
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const pixels = pen.createImageData(wide, high);
    let n = 0;
    for (let c = 0; c < x.channels; c += 1) {
      const [top, left] = corner(c);
      for (let i = 0; i < x.rows; i += 1) {
        for (let j = 0; j < x.columns; j += 1) {
          const start = 4 * ((top + i) * wide + left + j);
          colour(pixels.data, start, x.values[n] / (most || 1), isInk);
          n += 1;
        }
      }
    }
    pen.putImageData(pixels, 0, 0);
  }

  function mark(c, top, left, bottom = top, right = left) {
    frame.hidden = c === null;
    if (c === null) return;
    at = [c, top, left];
    const [row, column] = corner(c);
    const { width, height } = canvas;
    Object.assign(frame.style, {
      top: `${(100 * (row + top)) / height}%`,
      left: `${(100 * (column + left)) / width}%`,
      height: `${(100 * (bottom - top + 1)) / height}%`,
      width: `${(100 * (right - left + 1)) / width}%`,
    });
  }

  // The element under the pointer, or null between two pictures.
  function find(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - top) / height) * canvas.height);
    const column = Math.floor(((event.clientX - left) / width) * canvas.width);
    const [i, j] = [row % (x.rows + 1), column % (x.columns + 1)];
    const c = Math.floor(row / (x.rows + 1)) * across + Math.floor(column / (x.columns + 1));
    return row >= 0 && column >= 0 && i < x.rows && j < x.columns && c < x.channels
      ? [c, i, j]
      : null;
  }

  // One element further, and at the edge of a picture into the next one.
  function move([down, right]) {
    let [c, i, j] = [at[0], at[1] + down, at[2] + right];
    const steps = i < 0 || i >= x.rows ? down * across : j < 0 || j >= x.columns ? right : 0;
    if (c + steps < 0 || c + steps >= x.channels) return at;
    if (steps) [c, i, j] = [c + steps, (i + x.rows) % x.rows, (j + x.columns) % x.columns];
    return [c, i, j];
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) onPoint(...move(MOVES[event.key]), "focus");
    else if (event.key === "Enter") onPick(...at);
    else return;
    event.preventDefault();
  }

  if (onPick) {
    canvas.tabIndex = 0;
    canvas.addEventListener("keydown", onKey);
    canvas.addEventListener("click", (event) => {
      const found = find(event);
      if (found) onPick(...found);
    });
  }
  if (onPoint) {
    canvas.addEventListener("pointermove", (event) => onPoint(...(find(event) ?? [null])));
    canvas.addEventListener("pointerleave", () => onPoint(null));
  }
  return {
    element: box,
    set,
    frame: mark,
    tell: (text) => canvas.setAttribute("aria-label", text),
  };
}
