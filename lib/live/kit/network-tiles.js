// Channels as small pictures side by side: where each stands, and its colours. All figures of
// networks colour alike, on black in every theme: orange above zero, blue below.

/** @typedef {import("./network.js").Volume} Volume */
/** @typedef {[number, number, number]} Place - channel, row, column */
/** @typedef {{ channels: number, rows: number, columns: number, across: number }} Tiles - `across` pictures stand in a row */

const ABOVE = [
  [0, 0, 0],
  [230, 159, 0],
  [255, 246, 214],
];
const BELOW = [
  [0, 0, 0],
  [86, 180, 233],
  [232, 246, 255],
];
const INK = [
  [0, 0, 0],
  [127.5, 127.5, 127.5],
  [255, 255, 255],
];

/**
 * Rows and columns of all pictures together; one element stands free between two of them.
 *
 * @param {Tiles} tiles
 */
export function sizeOf({ channels, rows, columns, across }) {
  const high = Math.ceil(channels / across) * (rows + 1) - 1;
  return [high, Math.min(across, channels) * (columns + 1) - 1];
}

/**
 * Where the picture of a channel begins: its row and column among all elements.
 *
 * @param {Tiles} tiles
 * @param {number} c
 */
export function cornerOf({ rows, columns, across }, c) {
  return [Math.floor(c / across) * (rows + 1), (c % across) * (columns + 1)];
}

/**
 * The element that stands there, or null between two pictures and outside.
 *
 * @param {Tiles} tiles
 * @param {number} row - counted over all pictures, as `column`
 * @param {number} column
 * @returns {Place | null}
 */
export function findElement({ channels, rows, columns, across }, row, column) {
  const [i, j] = [row % (rows + 1), column % (columns + 1)];
  const [down, right] = [Math.floor(row / (rows + 1)), Math.floor(column / (columns + 1))];
  const c = down * across + right;
  const isInside = row >= 0 && column >= 0 && right < across && c < channels;
  return isInside && i < rows && j < columns ? [c, i, j] : null;
}

/**
 * One element further, and at the edge of a picture into the next one; where there is none, stay.
 *
 * @param {Tiles} tiles
 * @param {Place} place
 * @param {number[]} by - rows and columns, one of them 1 or -1
 * @returns {Place}
 */
export function moveElement(tiles, [c, i, j], [down, right]) {
  const { rows, columns } = tiles;
  const [row, column] = [i + down, j + right];
  if (row >= 0 && row < rows && column >= 0 && column < columns) return [c, row, column];
  const next = movePicture(tiles, c, [down, right]);
  return next === c ? [c, i, j] : [next, (row + rows) % rows, (column + columns) % columns];
}

/**
 * One picture further, or the same where there is none.
 *
 * @param {Tiles} tiles
 * @param {number} c
 * @param {number[]} by - rows and columns of pictures
 */
export function movePicture({ channels, across }, c, [down, right]) {
  const next = c + down * across + right;
  return next < 0 || next >= channels ? c : next;
}

/**
 * The pixels of all pictures: red, green, blue and opacity of each. What is free stays clear.
 *
 * @param {Volume} x
 * @param {object} how
 * @param {number} how.across
 * @param {number} how.most - the value of the full colour
 * @param {boolean} how.isInk - grey
 */
export function paint(x, { across, most, isInk }) {
  const tiles = { ...x, across };
  const [high, wide] = sizeOf(tiles);
  const bytes = new Uint8ClampedArray(4 * high * wide);
  x.values.forEach((value, n) => {
    const c = Math.floor(n / (x.rows * x.columns));
    const [top, left] = cornerOf(tiles, c);
    const row = top + (Math.floor(n / x.columns) % x.rows);
    colour(bytes, 4 * (row * wide + left + (n % x.columns)), value / (most || 1), isInk);
  });
  return bytes;
}

/**
 * Writes the colour of a value from -1 to 1 into the bytes, from `start` on.
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
