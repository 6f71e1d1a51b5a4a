// The arithmetic of dropout. A setting is { x, letters, level, training, scale }: p = level / 100,
// and scale says what the survivors are divided by: "right", "inverse" (the mistake) or "none".

const LETTER = "#".charCodeAt(0); // dropout_masks.py says what a letter means

export function probability({ level }) {
  return level / 100;
}

// What the survivors are divided by.
export function divisor(setting) {
  const p = probability(setting);
  return { right: 1 - p, inverse: p, none: 1 }[setting.scale];
}

// Why nothing can be computed, or null.
export function obstacle(setting) {
  return setting.training && divisor(setting) === 0
    ? "With p = 0 the mistake 1/p divides by zero. Choose a larger p, or another scale."
    : null;
}

export function maskCount({ x, letters }) {
  return letters.length / x.length;
}

// Which elements mask t (from 0) keeps; evaluation keeps all.
export function kept({ x, letters, level, training }, t) {
  return x.map((_, i) => !training || letters.charCodeAt(t * x.length + i) - LETTER >= level);
}

// The output with mask t.
export function output(setting, t) {
  const by = setting.training ? divisor(setting) : 1;
  return kept(setting, t).map((keep, i) => (keep ? setting.x[i] / by : 0));
}

// How often each element was kept: shares(setting)[t][i] is its share of masks 0 to t.
export function shares(setting) {
  const counts = setting.x.map(() => 0);
  return Array.from({ length: maskCount(setting) }, (_, t) =>
    kept(setting, t).map((keep, i) => (counts[i] += keep) / (t + 1)),
  );
}

// What elements are multiplied by on average when a share of the masks kept them.
export function factors(setting, share) {
  const by = setting.training ? divisor(setting) : 1;
  return share.map((part) => part / by);
}

// What these factors approach: the share 1 - p of the masks keeps an element.
export function limit(setting) {
  return setting.training ? (1 - probability(setting)) / divisor(setting) : 1;
}
