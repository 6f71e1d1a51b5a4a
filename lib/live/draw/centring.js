// From ink on the pad to a picture like those of MNIST.
const SIDE = 28;
const BOX = 20;
export const PAD = 280; // pixels of the pad, rows and columns; ink is a number from 0 to 1 each
const RADIUS = 11; // of the pen

// Adds the ink of a straight stroke. Its edge is soft: it fades over one pixel.
export function stroke(ink, [y0, x0], [y1, x1]) {
  const [dy, dx] = [y1 - y0, x1 - x0];
  const reach = RADIUS + 1;
  const from = (a, b) => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const to = (a, b) => Math.min(PAD - 1, Math.ceil(Math.max(a, b) + reach));
  for (let y = from(y0, y1); y <= to(y0, y1); y += 1) {
    for (let x = from(x0, x1); x <= to(x0, x1); x += 1) {
      // how far along the stroke its point is that is nearest to this pixel's centre
      const along = ((y + 0.5 - y0) * dy + (x + 0.5 - x0) * dx) / (dy * dy + dx * dx || 1);
      const t = Math.max(0, Math.min(1, along));
      const distance = Math.hypot(y + 0.5 - y0 - t * dy, x + 0.5 - x0 - t * dx);
      const added = Math.max(0, Math.min(1, RADIUS + 0.5 - distance));
      ink[y * PAD + x] = Math.max(ink[y * PAD + x], added);
    }
  }
}

// A picture of 28 x 28 bytes, on the pad.
export function enlarge(bytes) {
  const times = PAD / SIDE;
  const ink = new Float32Array(PAD * PAD);
  return ink.map((_, k) => {
    const [row, column] = [Math.floor(k / PAD), k % PAD];
    return bytes[Math.floor(row / times) * SIDE + Math.floor(column / times)] / 255;
  });
}

// Scales the ink so that its longer side measures 20 pixels, and puts its centre of mass into the
// middle of 28 x 28, as the makers of MNIST did; then rounds to 256 greys, as theirs.
// Gives { picture, from, to, top, left }: sizes before and after, the corner; or null without ink.
export function centre(ink) {
  const [top, bottom] = extent(ink, PAD, 1);
  const [left, right] = extent(ink, 1, PAD);
  if (top === bottom) return null;
  const from = [bottom - top, right - left];
  const to = from.map((n) => Math.max(1, Math.round((n * BOX) / Math.max(...from))));
  const columnsFirst = shrink(ink, PAD, [left, right], to[1]); // (columns, PAD)
  const small = shrink(columnsFirst, PAD, [top, bottom], to[0]); // (rows, columns)
  const mass = small.reduce((sum, value) => sum + value);
  const place = (axis) => {
    const index = (k) => (axis === 0 ? Math.floor(k / to[1]) : k % to[1]);
    const mean = small.reduce((sum, value, k) => sum + value * index(k), 0) / mass;
    // All digits of MNIST have a mean from 13.5 to below 14.5. The small number is for rounding;
    // where a lopsided drawing would leave the picture, it stays at the edge.
    const start = SIDE / 2 - Math.floor(mean + 0.5 + 1e-6);
    return Math.max(0, Math.min(SIDE - to[axis], start));
  };
  const [y, x] = [place(0), place(1)];
  const picture = new Float32Array(SIDE * SIDE);
  small.forEach((value, k) => {
    const [i, j] = [Math.floor(k / to[1]), k % to[1]];
    picture[(y + i) * SIDE + x + j] = Math.round(255 * value) / 255;
  });
  return { picture, from, to, top: y, left: x };
}

// The first line with ink, and the one behind the last; from line to line it is `stride` numbers,
// and from pixel to pixel of a line `step`.
function extent(ink, stride, step) {
  let [first, end] = [0, 0];
  for (let k = 0; k < PAD; k += 1) {
    let isInked = false;
    for (let l = 0; l < PAD && !isInked; l += 1) isInked = ink[k * stride + l * step] > 0;
    if (isInked && end === 0) first = k;
    if (isInked) end = k + 1;
  }
  return [first, end];
}

// Means over n equal stretches of each row, from column `start` to before `end`; transposed.
function shrink(values, columns, [start, end], n) {
  const rows = values.length / columns;
  const made = new Float64Array(n * rows);
  const length = (end - start) / n;
  for (let k = 0; k < n; k += 1) {
    const [from, to] = [start + k * length, Math.min(end, start + (k + 1) * length)];
    for (let c = Math.floor(from); c < to; c += 1) {
      const share = (Math.min(to, c + 1) - Math.max(from, c)) / length;
      for (let r = 0; r < rows; r += 1) made[k * rows + r] += share * values[r * columns + c];
    }
  }
  return made;
}
