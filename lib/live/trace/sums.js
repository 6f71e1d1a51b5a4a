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

// The pixels that the output at (f, i, j) of the last of these layers depends on: first and last
// row, first and last column. From the back, outputs a to b need the inputs from a s - p to
// b s - p + m - 1, as far as there are any. volumes[n] is the input of layer n.
export function field(layers, volumes, [, i, j]) {
  const back = (range, lengths, axis) =>
    layers.reduceRight(([a, b], { stride, padding, shape }, n) => {
      const end = b * stride - padding + shape[2 + axis] - 1;
      return [Math.max(0, a * stride - padding), Math.min(lengths[n] - 1, end)];
    }, range);
  const [rows, columns] = ["rows", "columns"].map((name) => volumes.map((x) => x[name]));
  return [back([i, i], rows, 0), back([j, j], columns, 1)];
}
