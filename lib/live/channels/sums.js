// A convolution over channels: for each channel products and their sum, and all sums added up.
//
// A setting is { patch, weight, bias }: patch[channel] and weight[filter][channel] are rows of
// numbers, bias has one number for each filter. Nothing is padded, and the stride is 1.

// [rows, columns] of every output.
export function outputShape({ patch: [channel], weight: [[kernel]] }) {
  const size = (n, m) => n - m + 1;
  return [size(channel.length, kernel.length), size(channel[0].length, kernel[0].length)];
}

// The places of the patch that output (i, j) reads.
export function windowCells({ weight: [[kernel]] }, i, j) {
  return kernel.flatMap((row, k) => row.map((_, l) => [i + k, j + l]));
}

// For each channel the products of output (i, j) of a filter, as rows.
export function products({ patch, weight }, filter, i, j) {
  return weight[filter].map((kernel, c) =>
    kernel.map((row, k) => row.map((w, l) => patch[c][i + k][j + l] * w)),
  );
}

export function add(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

// For each channel the sum of its products.
export function sums(setting, filter, i, j) {
  return products(setting, filter, i, j).map((rows) => add(rows.flat()));
}

// Output (i, j) of a filter: one number, from all channels.
export function output(setting, filter, i, j) {
  return add(sums(setting, filter, i, j)) + setting.bias[filter];
}
