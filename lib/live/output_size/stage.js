// The picture of one axis: every element of the padded input, and below it every window.
import { element } from "../kit/dom.js";
import { fates } from "./rules.py";

/** @typedef {import("./steps.js").Setting} Setting */

const HEIGHT = 132; // pixels, for all windows together
const LINE = 24; // pixels of one window, at most
const FLAT = 12; // with fewer pixels a window has no room for words
export const CROWD = 60; // with more elements than this they have no borders of their own

/**
 * A piece of the picture. The style sheet turns --at, --span and --line into lengths, so that a
 * window glides to its new place.
 *
 * @typedef {{ at?: number, span?: number, line?: number, text?: string, look?: string }} Piece
 */

export function makeStage() {
  const stage = element("div", { class: "stage", role: "img" });
  /** @type {Map<string, HTMLElement[]>} */
  const pools = new Map();

  /**
   * Shows as many pieces of a kind as there are; those of before move.
   *
   * @param {string} kind
   * @param {Piece[]} pieces
   */
  function lay(kind, pieces) {
    const pool = (pools.get(kind) ?? []).slice(0, pieces.length);
    for (const gone of (pools.get(kind) ?? []).slice(pieces.length)) gone.remove();
    while (pool.length < pieces.length) pool.push(stage.appendChild(element("span")));
    pools.set(kind, pool);
    pieces.forEach(({ at = 0, span = 1, line = 0, text = "", look = "" }, k) => {
      pool[k].className = `${kind} ${look}`;
      pool[k].textContent = text;
      put(pool[k], { at, span, line });
    });
  }

  return {
    element: stage,

    /** @type {(setting: Setting, outputs: number | null, label: string) => void} */
    set(setting, outputs, label) {
      const { columns, lines, pieces } = picture(setting, outputs ?? 0);
      const height = Math.min(LINE, HEIGHT / lines);
      put(stage, { columns, lines, height: `${height}px` });
      stage.classList.toggle("flat", height < FLAT);
      stage.classList.toggle("crowd", setting.n + 2 * setting.p > CROWD);
      stage.setAttribute("aria-label", label);
      for (const [kind, places] of Object.entries(pieces)) lay(kind, places);
    },
  };
}

/**
 * @param {HTMLElement} target
 * @param {Record<string, number | string>} properties
 */
function put(target, properties) {
  for (const [name, value] of Object.entries(properties)) {
    target.style.setProperty(`--${name}`, String(value));
  }
}

/**
 * All pieces, by kind, and how many columns and lines they take.
 *
 * @param {Setting} setting
 * @param {number} outputs
 */
function picture(setting, outputs) {
  const { n, m, p, s } = setting;
  const total = n + 2 * p;
  /** @type {import("./steps.js").Fate[]} */
  const fate = fates(n, m, s, [p, p], outputs);
  const lost = fate.filter((what) => what === "dropped").length;
  const overhangs = lost > 0 || outputs === 0;
  const lines = outputs + (overhangs ? 1 : 0);
  const starts = Array.from({ length: outputs }, (_, i) => i);
  /** @type {Record<string, Piece[]>} */
  const pieces = {
    corner: [{ text: "x" }],
    bar: [{ at: p, span: n }],
    lost: lost ? [{ at: total - lost, span: lost }] : [],
    element: fate.map((what, k) => {
      const isZero = k < p || k >= n + p;
      const text = isZero ? "" : index(k - p, setting);
      return { at: k, text, look: isZero ? `${what} zero` : what };
    }),
    output: starts.map((i) => ({ line: i, text: `y[${i}]` })),
    window: starts.map((i) => ({ at: i * s, span: m, line: i })),
    ghost: overhangs ? [{ at: outputs * s, span: m, line: outputs }] : [],
    tag: lost ? [{ span: total, line: lines, text: "dropped" }] : [],
  };
  return { columns: Math.max(total, overhangs ? outputs * s + m : 0), lines, pieces };
}

/**
 * The index that an element carries: all have one, every fifth or every twentieth.
 *
 * @param {number} k
 * @param {Setting} setting
 */
function index(k, { n, p }) {
  const total = n + 2 * p;
  const every = total <= 20 ? 1 : total <= CROWD ? 5 : 20;
  return k % every === 0 && k <= n - every / 4 ? String(k) : "";
}
