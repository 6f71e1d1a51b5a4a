// Three ways to make a picture smaller. Pictures and maps are rows of numbers.

// What `reduce` makes of every window: lib.layers.max_pool2d and avg_pool2d.
function pool(x, { size, stride }, reduce) {
  const starts = (n) => [...Array(n - size + 1).keys()].filter((k) => k % stride === 0);
  const window = (r, c) => x.slice(r, r + size).flatMap((row) => row.slice(c, c + size));
  return starts(x.length).map((r) => starts(x[0].length).map((c) => reduce(window(r, c))));
}

export function maxPool(x, setting) {
  return pool(x, setting, (window) => Math.max(...window));
}

export function meanPool(x, setting) {
  const sum = (window) => window.reduce((total, value) => total + value, 0);
  return pool(x, setting, (window) => sum(window) / window.length);
}

// A cross-correlation with zeros around the picture, lib.layers.conv2d: as many as leave an odd
// kernel's size unchanged for stride 1.
export function convolve(x, { weight, stride }) {
  const m = weight.length;
  const p = (m - 1) / 2;
  const side = Array(p).fill(0);
  const empty = Array.from({ length: p }, () => Array(x[0].length + 2 * p).fill(0));
  const padded = [...empty, ...x.map((row) => [...side, ...row, ...side]), ...empty];
  const kernel = weight.flat();
  return pool(padded, { size: m, stride }, (window) =>
    window.reduce((sum, value, k) => sum + value * kernel[k], 0),
  );
}

// Which picture elements the output (i, j) reads: the first row and column, and how many.
export function windowOf(kind, { size, stride, weight }, i, j) {
  const m = kind === "convolution" ? weight.length : size;
  const p = kind === "convolution" ? (m - 1) / 2 : 0;
  return { row: i * stride - p, column: j * stride - p, size: m };
}
