// How one activation was made: the inputs in its window, their products with the weights, the sum;
// and the pixels that it depends on.

// data of a layer and its input, output channel f, row i, column j. Gives { inputs, weights,
// products }, volumes of the kernel's size (padding counts as 0), and { bias, sum, value }.
export function parts(layer, x, [f, i, j]) {
  const [, depth, height, width] = layer.shape;
  const [top, left] = [i, j].map((place) => place * layer.stride - layer.padding);
  const volume = () => ({
    channels: depth,
    rows: height,
    columns: width,
    values: new Float64Array(depth * height * width),
  });
  const [inputs, weights, products] = [volume(), volume(), volume()];
  let sum = layer.bias[f];
  for (let n = 0; n < products.values.length; n += 1) {
    const [c, k, l] = unravel(inputs, n);
    const [row, column] = [top + k, left + l];
    const isInside = row >= 0 && row < x.rows && column >= 0 && column < x.columns;
    inputs.values[n] = isInside ? x.values[(c * x.rows + row) * x.columns + column] : 0;
    weights.values[n] = layer.weight[f * products.values.length + n];
    products.values[n] = inputs.values[n] * weights.values[n];
    sum += products.values[n];
  }
  const value = layer.relu ? Math.max(0, sum) : sum;
  return { inputs, weights, products, top, left, bias: layer.bias[f], sum, value };
}

// Channel, row and column of the element with number n.
export function unravel(volume, n) {
  const size = volume.rows * volume.columns;
  return [Math.floor(n / size), Math.floor((n % size) / volume.columns), n % volume.columns];
}

// The `count` products that are largest in size, as their numbers; zeros are left out.
export function largest(products, count) {
  const size = (n) => Math.abs(products.values[n]);
  const all = [...products.values.keys()].filter((n) => size(n) > 0);
  return all.sort((a, b) => size(b) - size(a) || a - b).slice(0, count);
}

// The rows that output row i of the last of these layers depends on, in each layer's input, first
// layer first: [first, last], both included; columns likewise. From the back, an output range
// [a, b] needs the inputs from a s - p to b s - p + m - 1, as far as they exist.
export function field(layers, volumes, index, axis) {
  const ranges = [];
  let [a, b] = [index, index];
  for (let n = layers.length - 1; n >= 0; n -= 1) {
    const { stride, padding, shape } = layers[n];
    const length = axis === 0 ? volumes[n].rows : volumes[n].columns;
    a = Math.max(0, a * stride - padding);
    b = Math.min(length - 1, b * stride - padding + shape[2 + axis] - 1);
    ranges.unshift([a, b]);
  }
  return ranges;
}
