// The same setting in the words of libraries and courses.
import { formatNumber } from "../kit/format.js";
import { lastStart, outputSize } from "./steps.js";

// Each is { name, zeros: [before, behind], outputs, words }, where
// outputs is null if the convention has no answer.
export function conventions({ n, m, p, s }) {
  const last = lastStart({ n, m, p });
  const size = outputSize({ n, m, p, s });
  const exact = formatNumber(last / s + 1);
  const misfit = "the kernel does not fit";
  const isWhole = last % s === 0;
  const tooMany = m - 1;
  const samePlaces = Math.ceil(n / s);
  const sameZeros = Math.max((samePlaces - 1) * s + m - n, 0);
  const share = (zeros) => [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
  const odd = (zeros) => (zeros % 2 ? "; the odd zero goes behind" : "");
  const rounded = isWhole ? "" : `; ${exact} is rounded down`;
  const whole = isWhole ? "a whole number: valid" : `invalid: ${exact} is no whole number`;
  const given = n + p < m ? "would not fit" : `would give ${Math.floor((n - m + p + s) / s)}`;
  const asTotal = p ? `; p=${p} ${given}` : "";
  return [
    {
      name: `PyTorch, padding=${p}`,
      zeros: [p, p],
      outputs: size,
      words: size === null ? misfit : `p on each side${rounded}`,
    },
    {
      name: "PyTorch, padding='same'",
      zeros: s > 1 ? null : share(tooMany),
      outputs: s > 1 ? null : n,
      words: s > 1 ? "refused for a stride above 1" : `n outputs${odd(tooMany)}`,
    },
    {
      name: "TensorFlow, 'valid'",
      zeros: [0, 0],
      outputs: n < m ? null : Math.ceil((n - m + 1) / s),
      words: n < m ? misfit : "⌈(n − m + 1)/s⌉ outputs, no zeros",
    },
    {
      name: "TensorFlow, 'same'",
      zeros: share(sameZeros),
      outputs: samePlaces,
      words: `⌈n/s⌉ outputs${odd(sameZeros)}`,
    },
    {
      name: `d2l, p=${2 * p}`,
      zeros: [p, p],
      outputs: size,
      words: size === null ? misfit : `p is the total of both sides${asTotal}`,
    },
    {
      name: `cs231n, P=${p}`,
      zeros: [p, p],
      outputs: isWhole ? size : null,
      words: size === null ? misfit : whole,
    },
  ];
}
