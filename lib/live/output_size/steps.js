// The arithmetic of output sizes, along one axis. A setting is { n, m, p, s }: elements of input
// and kernel, zeros on each side, stride.

// The last place of the padded input where the kernel can start; below 0 it does not fit.
export function lastStart({ n, m, p }) {
  return n + 2 * p - m;
}

// Outputs, or null where the kernel does not fit.
export function outputSize(setting) {
  const last = lastStart(setting);
  return last < 0 ? null : Math.floor(last / setting.s) + 1;
}

// What becomes of every element of an input with `before` and `behind` zeros around it:
// "read", "dropped" (behind the last window) or "skipped" (between two windows).
export function fates({ n, m, s }, [before, behind], outputs) {
  const end = outputs ? (outputs - 1) * s + m : 0;
  return Array.from({ length: before + n + behind }, (_, k) => {
    if (k >= end) return outputs ? "dropped" : "unread";
    return k % s < m ? "read" : "skipped";
  });
}

// The paddings that give `wanted` outputs with this stride: { from, to } or { why } there is none.
export function paddingsFor({ n, m, s }, wanted) {
  const twice = (wanted - 1) * s + m - n; // the least that 2p may be; s - 1 more still does
  const from = Math.max(0, Math.ceil(twice / 2));
  const to = Math.floor((twice + s - 1) / 2);
  if (from <= to) return { from, to };
  if (to < 0) return { why: `without padding there are already ${outputSize({ n, m, p: 0, s })}` };
  return { why: `2p would have to be ${twice}, and 2p is even` };
}

// The strides that give `wanted` outputs with this padding; `to` may be Infinity.
export function stridesFor({ n, m, p }, wanted) {
  const last = lastStart({ n, m, p });
  if (last < 0) return { why: "the kernel does not fit" };
  if (wanted > last + 1) return { why: `stride 1 gives no more than ${last + 1}` };
  const from = Math.floor(last / wanted) + 1;
  const to = wanted === 1 ? Infinity : Math.floor(last / (wanted - 1));
  if (from <= to) return { from, to };
  const at = (s) => `stride ${s} gives ${outputSize({ n, m, p, s })}`;
  return { why: `${at(to)} and ${at(to + 1)}, nothing between` };
}
