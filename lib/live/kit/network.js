// The forward pass of a trained network. Every layer is a convolution: the linear layer at the end
// too, with kernels as large as its input.

/**
 * Channels of numbers: that of channel c, row i, column j is values[(c * rows + i) * columns + j].
 *
 * @typedef {object} Volume
 * @property {number} channels
 * @property {number} rows
 * @property {number} columns
 * @property {Float32Array | Float64Array} values
 */

/**
 * As a layer travels: its shape is that of the weight, (output channels, input channels, rows,
 * columns); made are the rows and columns of its output.
 *
 * @typedef {object} LayerData
 * @property {string} name
 * @property {[number, number, number, number]} shape
 * @property {[number, number]} made
 * @property {number} stride
 * @property {number} padding
 * @property {boolean} relu
 */

/** @typedef {LayerData & { weight: Float32Array, bias: Float32Array }} Layer */

/**
 * `weights` holds weight and bias of each layer, one behind the other, as 16-bit floating-point
 * numbers, little endian, in base64.
 *
 * @typedef {{ layers: LayerData[], weights: string }} NetworkData
 */

/**
 * @param {NetworkData} data
 * @returns {Layer[]}
 */
export function unpackNetwork(data) {
  const numbers = unpackHalves(data.weights);
  let start = 0;
  /** @param {number} n */
  const take = (n) => {
    start += n;
    return numbers.subarray(start - n, start);
  };
  return data.layers.map((layer) => {
    const weight = take(layer.shape.reduce((product, n) => product * n));
    return { ...layer, weight, bias: take(layer.shape[0]) };
  });
}

/** @param {string} text - base64 */
export function unpackBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {string} text - base64 */
function unpackHalves(text) {
  const bytes = unpackBytes(text);
  const view = new DataView(bytes.buffer);
  const numbers = new Float32Array(bytes.length / 2);
  return numbers.map((_, i) => half(view.getUint16(2 * i, true)));
}

/**
 * The number of 1 bit of sign, 5 of exponent, 10 of fraction.
 *
 * @param {number} bits
 */
function half(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}

/**
 * The picture, and then what each layer makes; logits are the last.
 *
 * @param {Layer[]} layers
 * @param {Float32Array} picture - a square of values from 0 to 1
 * @returns {Volume[]}
 */
export function run(layers, picture) {
  const size = Math.sqrt(picture.length);
  const volumes = [{ channels: 1, rows: size, columns: size, values: picture }];
  for (const layer of layers) volumes.push(convolve(volumes[volumes.length - 1], layer));
  return volumes;
}

/**
 * @param {Volume} x
 * @param {Layer} layer
 */
function convolve(x, layer) {
  const [channels, depth, height, width] = layer.shape;
  const { stride, weight, bias } = layer;
  const [rows, columns] = layer.made;
  const padded = pad(x, layer.padding);
  const values = new Float32Array(channels * rows * columns);
  let made = 0;
  for (let f = 0; f < channels; f += 1) {
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        let sum = bias[f];
        let w = f * depth * height * width;
        for (let c = 0; c < depth; c += 1) {
          for (let k = 0; k < height; k += 1) {
            const row = (c * padded.rows + i * stride + k) * padded.columns + j * stride;
            for (let l = 0; l < width; l += 1) {
              sum += padded.values[row + l] * weight[w];
              w += 1;
            }
          }
        }
        values[made] = layer.relu && sum < 0 ? 0 : sum;
        made += 1;
      }
    }
  }
  return { channels, rows, columns, values };
}

/**
 * @param {Volume} x
 * @param {number} padding - zeros on each side
 */
function pad(x, padding) {
  if (padding === 0) return x;
  const [rows, columns] = [x.rows + 2 * padding, x.columns + 2 * padding];
  const values = new Float32Array(x.channels * rows * columns);
  for (let r = 0; r < x.channels * x.rows; r += 1) {
    const c = Math.floor(r / x.rows);
    const row = x.values.subarray(r * x.columns, (r + 1) * x.columns);
    values.set(row, (r + padding + 2 * padding * c) * columns + padding);
  }
  return { channels: x.channels, rows, columns, values };
}
