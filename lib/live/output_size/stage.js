// The picture of one axis: every element of the padded input, and below it every window.
import { fates, lastStart, outputSize } from "./steps.js";
import { element } from "../kit/dom.js";

const HEIGHT = 340; // pixels, for all windows together
export const CROWD = 60; // with more elements than this they have no borders of their own

// Places are set as --at, --span and --line; the style sheet turns them into lengths, so that a
// window glides to its new place.
export function makeStage() {
  const stage = element("div", { class: "stage", role: "img" });
  const pools = new Map();

  // Shows as many pieces of a kind as there are places; those of before move.
  function lay(kind, places) {
    const pool = pools.get(kind) ?? pools.set(kind, []).get(kind);
    while (pool.length > places.length) pool.pop().remove();
    while (pool.length < places.length) {
      pool.push(element("span"));
      stage.append(pool.at(-1));
    }
    places.forEach(({ at = 0, span = 1, line = 0, text = "", look = "" }, k) => {
      pool[k].className = `${kind} ${look}`;
      pool[k].textContent = text;
      for (const [name, value] of Object.entries({ at, span, line })) {
        pool[k].style.setProperty(`--${name}`, value);
      }
    });
  }

  function set(setting, label) {
    const { n, m, p, s } = setting;
    const outputs = outputSize(setting) ?? 0;
    const total = n + 2 * p;
    const fate = fates(setting, [p, p], outputs);
    const lost = fate.filter((what) => what === "dropped").length;
    const overhangs = lost > 0 || outputs === 0;
    const next = { at: outputs * s, span: m, line: outputs };
    const columns = Math.max(total, overhangs ? next.at + m : 0);
    const lines = outputs + (overhangs ? 1 : 0);
    const height = Math.max(3, Math.min(28, HEIGHT / lines));
    for (const [name, value] of Object.entries({ columns, lines, height: `${height}px` })) {
      stage.style.setProperty(`--${name}`, value);
    }
    stage.classList.toggle("flat", height < 15);
    stage.setAttribute("aria-label", label);
    stage.classList.toggle("crowd", total > CROWD);
    const every = total <= 20 ? 1 : total <= CROWD ? 5 : 20;
    const index = (k) => ((k - p) % every === 0 && k - p <= n - every / 4 ? k - p : "");
    lay("corner", [{ text: "x" }]);
    lay("bar", [{ at: p, span: n }]);
    lay("lost", lost ? [{ at: total - lost, span: lost }] : []);
    lay(
      "element",
      fate.map((what, k) => {
        const isPadding = k < p || k >= n + p;
        return { at: k, text: isPadding ? "" : index(k), look: isPadding ? `${what} zero` : what };
      }),
    );
    const starts = Array.from({ length: outputs }, (_, i) => i);
    lay("output", starts.map((i) => ({ line: i, text: `y[${i}]` })));
    lay("window", starts.map((i) => ({ at: i * s, span: m, line: i })));
    lay("ghost", overhangs ? [next] : []);
    lay("tag", lost ? [{ span: total, line: lines, text: "dropped" }] : []);
  }
  return { element: stage, set };
}

// What the picture shows, in sentences.
export function describe(setting) {
  const { n, m, p, s } = setting;
  const outputs = outputSize(setting);
  const total = n + 2 * p;
  if (outputs === null) return `The kernel has ${m} elements, the padded input only ${total}.`;
  const fate = fates(setting, [p, p], outputs);
  const places = (what) => [...fate.keys()].filter((k) => fate[k] === what);
  const named = (list) => {
    const inside = list.filter((k) => k >= p && k < n + p).map((k) => k - p);
    const zeros = list.length - inside.length;
    const parts = [];
    if (inside.length) parts.push(`${inside.length > 1 ? "elements" : "element"} ${runs(inside)}`);
    if (zeros) parts.push(zeros > 1 ? `${zeros} zeros of the padding` : "a zero of the padding");
    return parts.join(" and ");
  };
  const [lost, skipped] = [places("dropped"), places("skipped")];
  const said = [`${outputs} ${outputs > 1 ? "outputs" : "output"}.`];
  if (lost.length) {
    const over = outputs * s + m - total;
    const why = `one more window would reach ${over} beyond the end`;
    said.push(`The floor drops ${named(lost)}: ${why}.`);
  } else {
    said.push("The last window ends where the padded input ends: the floor drops nothing.");
  }
  if (skipped.length) said.push(`The stride jumps over ${named(skipped)}.`);
  if (lastStart(setting) < s && lost.length) said.push("No step fits, only position 0.");
  return said.join(" ");
}

// 1, 2, 3, 7 as "1 to 3, 7"
function runs(list) {
  const parts = [];
  for (const k of list) {
    if (parts.length && parts.at(-1)[1] === k - 1) parts.at(-1)[1] = k;
    else parts.push([k, k]);
  }
  const written = ([a, b]) => (a === b ? `${a}` : `${a}${b > a + 1 ? " to " : ", "}${b}`);
  return parts.map(written).join(", ");
}
