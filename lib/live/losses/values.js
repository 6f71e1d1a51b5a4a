// Sigmoid, softmax and four losses of one example, as PyTorch computes them; and what they return
// where they are given the wrong thing.
import { formatNumber } from "../kit/format.js";

export function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

// log(1 + e^z), without overflow.
function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

export function logSoftmax(logits) {
  const most = Math.max(...logits);
  const sum = logits.reduce((total, z) => total + Math.exp(z - most), 0);
  return logits.map((z) => z - most - Math.log(sum));
}

export function softmax(logits) {
  return logSoftmax(logits).map(Math.exp);
}

// The four losses. BCELoss cuts its logarithms off at -100, and refuses (null) what is no
// probability.
export function bce(p, target) {
  if (p < 0 || p > 1) return null;
  return -Math.max(-100, target ? Math.log(p) : Math.log1p(-p));
}

export function bceWithLogits(z, target) {
  return softplus(target ? -z : z);
}

export function nll(inputs, target) {
  return -inputs[target];
}

export function crossEntropy(logits, target) {
  return nll(logSoftmax(logits), target);
}

// Each line is { loss, input, value, right, says, band }: the loss, what it is given, what comes
// out, whether that is right, why, and the least and most that a mistake can return.
export function binaryLines(z, target) {
  const p = sigmoid(z);
  const band = [1, 0].map((best) => bceWithLogits(target ? best : 1 - best, target));
  const outside = bce(z, target) === null;
  const refusal = "RuntimeError, “all elements of input should be between 0 and 1”";
  return [
    line("BCEWithLogitsLoss", "logit", bceWithLogits(z, target), "It takes the logit."),
    line("BCELoss", "probability", bce(p, target), "It takes the probability of class 1."),
    mistake(
      "BCEWithLogitsLoss",
      "probability",
      bceWithLogits(p, target),
      `Sigmoid twice: never below ${fixed(band[0])}, however right you are.`,
      band,
    ),
    mistake(
      "BCELoss",
      "logit",
      bce(z, target),
      outside
        ? `A logit is no probability: ${refusal}.`
        : "A logit is no probability, but this one could be; nobody complains.",
    ),
  ];
}

export function classLines(logits, target) {
  const [p, n] = [softmax(logits), logits.length];
  const most = Math.log(Math.E + n - 1);
  const floor = fixed(most - 1);
  return [
    line("CrossEntropyLoss", "logits", crossEntropy(logits, target), "It takes the logits."),
    line("NLLLoss", "log-probabilities", nll(logSoftmax(logits), target), "It takes log-softmax."),
    mistake(
      "CrossEntropyLoss",
      "probabilities",
      crossEntropy(p, target),
      `Softmax twice: never below log(e + ${n - 1}) − 1 = ${floor}, however right you are.`,
      [most - 1, most],
    ),
    mistake(
      "NLLLoss",
      "probabilities",
      nll(p, target),
      "The logarithm is missing: a cross-entropy is never negative.",
      [-1, 0],
    ),
    mistake("NLLLoss", "logits", nll(logits, target), "Log-softmax is missing."),
  ];
}

function line(loss, input, value, says) {
  return { loss, input, value, right: true, says, band: null };
}

function mistake(loss, input, value, says, band = null) {
  return { loss, input, value, right: false, says, band };
}

// Four decimals, as in the lesson, and never -0.
export function fixed(value) {
  if (value === null) return "error";
  const text = value.toFixed(4);
  return Number(text) === 0 ? "0.0000" : text;
}

// A probability; a small one keeps three digits, for its logarithm counts.
export function chance(p) {
  return p < 0.001 ? formatNumber(Number(p.toPrecision(3))) : fixed(p);
}
