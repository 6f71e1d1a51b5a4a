// The arithmetic of a convolution, one output element at a time.
//
// A setting is { x, w, padding, stride, dilation, flip, isVector }: x and w are rows of numbers
// (one row for a vector), the next three are [rows, columns].

// How many elements a kernel of m covers when dilation d pulls it apart.
export function reach(m, d) {
  return (m - 1) * d + 1;
}

// Why this kernel does not fit into the padded input, or null.
export function misfit({ x, w, padding, dilation, isVector }) {
  const axes = [
    ["row", x.length, w.length],
    ["column", x[0].length, w[0].length],
  ];
  for (const [axis, [name, n, m]] of axes.entries()) {
    const [room, needed] = [n + 2 * padding[axis], reach(m, dilation[axis])];
    if (needed > room) {
      const where = isVector ? "element" : name;
      return (
        `The kernel does not fit: it covers ${needed} ${where}s, and the padded input has ` +
        `${room}. Add padding${dilation[axis] > 1 ? ", or reduce the dilation" : ""}.`
      );
    }
  }
  return null;
}

// [rows, columns] of the output of a kernel that fits.
export function outputShape({ x, w, padding, stride, dilation }) {
  const size = (n, m, axis) =>
    Math.floor((n + 2 * padding[axis] - reach(m, dilation[axis])) / stride[axis]) + 1;
  return [size(x.length, w.length, 0), size(x[0].length, w[0].length, 1)];
}

export function paddedInput({ x, padding: [rows, columns] }) {
  const width = x[0].length + 2 * columns;
  const zeros = () => Array.from({ length: rows }, () => Array(width).fill(0));
  const side = Array(columns).fill(0);
  return [...zeros(), ...x.map((row) => [...side, ...row, ...side]), ...zeros()];
}

// The place in x of an element of the padded input, or null for padding.
export function unpadded({ x, padding }, [r, c]) {
  const [i, j] = [r - padding[0], c - padding[1]];
  return i >= 0 && j >= 0 && i < x.length && j < x[0].length ? [i, j] : null;
}

// The kernel as it slides: rotated by 180 degrees for a convolution.
export function slidingKernel({ w, flip }) {
  return flip ? w.map((row) => [...row].reverse()).reverse() : w;
}

// Where an element of the sliding kernel stands in the kernel as given, and the other way round.
export function turned({ w, flip }, [k, l]) {
  return flip ? [w.length - 1 - k, w[0].length - 1 - l] : [k, l];
}

// The terms of output (i, j), in reading order: { at, tap, x, w }, the product of the element x at
// place `at` of the padded input and the element w at place `tap` of the sliding kernel.
export function terms(setting, i, j) {
  const input = paddedInput(setting);
  return slidingKernel(setting).flatMap((row, k) =>
    row.map((weight, l) => {
      const r = i * setting.stride[0] + k * setting.dilation[0];
      const c = j * setting.stride[1] + l * setting.dilation[1];
      return { at: [r, c], tap: [k, l], x: input[r][c], w: weight };
    }),
  );
}

export function sum(list) {
  return list.reduce((total, { x, w }) => total + x * w, 0);
}

// Rows of outputs; those behind the first `known` ones, in reading order, are null.
export function outputs(setting, known = Infinity) {
  const [rows, columns] = outputShape(setting);
  const value = (i, j) => (i * columns + j < known ? sum(terms(setting, i, j)) : null);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => value(i, j)),
  );
}

// The outputs that read the element (r, c) of the padded input.
export function users(setting, r, c) {
  const [rows, columns] = outputShape(setting);
  const along = (place, m, axis, size) =>
    [...Array(size).keys()].filter((i) => {
      const offset = place - i * setting.stride[axis];
      const tap = offset / setting.dilation[axis];
      return Number.isInteger(tap) && tap >= 0 && tap < m;
    });
  const found = along(c, setting.w[0].length, 1, columns);
  return along(r, setting.w.length, 0, rows).flatMap((i) => found.map((j) => [i, j]));
}
