// The forward pass of a trained network. Every layer is a convolution: the linear layer at the end
// too, with kernels as large as its input.

/**
 * @typedef {object} Volume - values[(c * rows + i) * columns + j] is an element
 * @property {number} channels
 * @property {number} rows
 * @property {number} columns
 * @property {ArrayLike<number>} values
 *
 * @typedef {object} Shape - what is known of a layer without its weights
 * @property {string} name
 * @property {number[]} shape - of the weight: output channels, input channels, rows, columns
 * @property {number} stride
 * @property {number} padding
 * @property {boolean} relu
 *
 * @typedef {Shape & { weight: Float32Array, bias: Float32Array }} Layer
 *
 * @typedef {object} Network - as it travels
 * @property {Shape[]} layers
 * @property {string} weights - weight and bias of each layer, one behind the other, as 16-bit
 *   floating-point numbers, little endian, in base64
 */

/**
 * @param {Network} data
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

/** @param {string} text - in base64 */
export function unpackBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {string} text */
function unpackHalves(text) {
  const bytes = unpackBytes(text);
  const view = new DataView(bytes.buffer);
  const numbers = new Float32Array(bytes.length / 2);
  return numbers.map((_, i) => half(view.getUint16(2 * i, true)));
}

/**
 * 1 bit of sign, 5 of exponent, 10 of fraction.
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
 * All volumes: the picture (values from 0 to 1), then what each layer makes; logits are the last.
 *
 * @param {Layer[]} layers
 * @param {ArrayLike<number>} picture
 * @returns {Volume[]}
 */
export function run(layers, picture, size = 28) {
  /** @type {Volume} */
  let x = { channels: 1, rows: size, columns: size, values: picture };
  const volumes = [x];
  for (const layer of layers) {
    x = convolve(x, layer);
    volumes.push(x);
  }
  return volumes;
}

/**
 * @param {Volume} x
 * @param {Layer} layer
 * @returns {Volume}
 */
export function convolve(x, layer) {
  const [channels, depth, height, width] = layer.shape;
  const { stride, weight, bias } = layer;
  const padded = pad(x, layer.padding);
  const rows = Math.floor((padded.rows - height) / stride) + 1;
  const columns = Math.floor((padded.columns - width) / stride) + 1;
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
 * @param {number} padding
 * @returns {Volume}
 */
function pad(x, padding) {
  if (padding === 0) return x;
  const [rows, columns] = [x.rows + 2 * padding, x.columns + 2 * padding];
  const values = new Float32Array(x.channels * rows * columns);
  for (let r = 0; r < x.channels * x.rows; r += 1) {
    const start = (r + padding + 2 * padding * Math.floor(r / x.rows)) * columns + padding;
    for (let j = 0; j < x.columns; j += 1) values[start + j] = x.values[r * x.columns + j];
  }
  return { channels: x.channels, rows, columns, values };
}

/** @param {ArrayLike<number>} logits */
export function softmax(logits) {
  const most = Math.max(...Array.from(logits));
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}
