// What the convolution stepper says about outputs, elements of the input and of the kernel.
import { element } from "../kit/dom.js";
import { count, formatFactor, formatNumber } from "../kit/format.js";

// "y[2]" of a vector, "y[0, 2]" of a matrix.
export function name(letter, [i, j], isVector) {
  return `${letter}[${isVector ? j : `${i}, ${j}`}]`;
}

// "y[0] = 3·1 + 2·0 = 3", in parts that lines break between; zeros of the padding are muted.
export function arithmetic(nameOfY, terms, total) {
  const part = (kind, text) => element("span", { class: kind }, text);
  return [
    part("part", `${nameOfY} =`),
    ...terms.flatMap(({ x, w, isPadding }, k) => [
      k ? " + " : " ",
      part(isPadding ? "part muted" : "part", `${formatFactor(x)}·${formatFactor(w)}`),
    ]),
    " ",
    part("part result", `= ${formatNumber(total)}`),
  ];
}

// "x[3]·w[0] = 4·1 = 4"
export function product(nameOfX, nameOfW, { x, w }) {
  const numbers = `${formatFactor(x)}·${formatFactor(w)} = ${formatNumber(x * w)}`;
  return `${nameOfX}·${nameOfW} = ${numbers}`;
}

// "x[3] is read by 2 outputs: y[1], y[2]."
export function readers(nameOfX, namesOfY) {
  if (!namesOfY.length) return `${nameOfX} is read by no output.`;
  return `${nameOfX} is read by ${count(namesOfY.length, "output")}: ${namesOfY.join(", ")}.`;
}

// The titles of input, kernel, sliding kernel and output: "Input x, 4 × 4, with padding 6 × 6".
export function titles({ x, w, flip, isVector }, padded, [rows, columns]) {
  const size = (n, m) => (isVector ? String(m) : `${n} × ${m}`);
  const [inner, outer] = [x, padded].map((values) => size(values.length, values[0].length));
  return [
    `Input x, ${inner}${inner === outer ? "" : `, with padding ${outer}`}`,
    `Kernel w, ${size(w.length, w[0].length)}`,
    flip ? "What slides: w flipped" : "What slides: w as it is",
    rows * columns ? `Output y, ${size(rows, columns)}` : "No output",
  ];
}
