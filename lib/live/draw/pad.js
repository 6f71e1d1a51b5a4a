// The pad: lines by mouse, finger, pen or keyboard.
import { element } from "../kit/dom.js";
import { followPointer } from "../kit/pointer.js";
import { PAD } from "./sizes.py";

/** @typedef {import("./ink.js").Point} Point */

/**
 * onBegin: the pen went down. onLine: it went straight from here to there, the first time on one
 * point; `text` says where it is, for those who draw by keyboard. onEnd: it was lifted. onMove: the
 * cursor of the keyboard moved, or the pen, without ink.
 *
 * @typedef {object} Does
 * @property {() => void} onBegin
 * @property {(lines: [Point, Point][], text?: string) => void} onLine
 * @property {() => void} onEnd
 * @property {(text: string) => void} onMove
 */

const STEP = 10; // pixels that a key moves the cursor
const LEAST = 2; // pixels that a pointer goes before it counts
/** @type {Record<string, number[]>} The keys around the 5 of a numeric pad: rows, columns. */
const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [-1, -1],
  PageUp: [-1, 1],
  End: [1, -1],
  PageDown: [1, 1],
};

/**
 * set shows ink. lift takes the keyboard's pen from the paper.
 *
 * @param {string} help - the id of the element that explains the keys
 * @param {Does} does
 */
export function makePad(help, does) {
  const canvas = element("canvas", { width: PAD, height: PAD });
  const cursor = element("div", { class: "cursor" });
  const named = { role: "application", "aria-label": "drawing pad", "aria-describedby": help };
  const pad = element("div", { class: "pad", tabindex: 0, ...named }, canvas, cursor);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  followHand(pad, does);
  const lift = followKeys(pad, cursor, does);
  return {
    element: pad,
    lift,
    /** @param {Float32Array} ink */
    set(ink) {
      const pixels = new ImageData(PAD, PAD);
      const words = new Uint32Array(pixels.data.buffer); // a pixel each: opaque, then three greys
      ink.forEach((value, k) => {
        words[k] = 0xff_00_00_00 | (0x01_01_01 * Math.round(255 * value));
      });
      context?.putImageData(pixels, 0, 0);
    },
  };
}

/**
 * @param {HTMLElement} pad
 * @param {Does} does
 */
function followHand(pad, { onBegin, onLine, onEnd }) {
  /** @type {Point} */
  let last = [0, 0];
  /**
   * @param {import("../kit/pointer.js").Place} place
   * @returns {Point}
   */
  const pointOf = ({ row, column }) => [PAD * row, PAD * column];
  followPointer(pad, {
    start(place) {
      last = pointOf(place);
      onBegin();
      onLine([[last, last]]);
    },
    move(places) {
      /** @type {[Point, Point][]} */
      const lines = [];
      for (const to of places.map(pointOf)) {
        if (Math.hypot(to[0] - last[0], to[1] - last[1]) < LEAST) continue;
        lines.push([last, to]);
        last = to;
      }
      if (lines.length) onLine(lines);
    },
    end: onEnd,
  });
}

/**
 * @param {HTMLElement} pad
 * @param {HTMLElement} cursor
 * @param {Does} does
 */
function followKeys(pad, cursor, { onBegin, onLine, onEnd, onMove }) {
  /** @type {Point} */
  let at = [PAD / 2, PAD / 2];
  let isDown = false;

  function show() {
    cursor.style.top = `${(100 * at[0]) / PAD}%`;
    cursor.style.left = `${(100 * at[1]) / PAD}%`;
    cursor.classList.toggle("down", isDown);
    return `row ${at[0] / STEP}, column ${at[1] / STEP} of ${PAD / STEP}`;
  }

  /** @param {number[]} by */
  function move(by) {
    const before = at;
    at = /** @type {Point} */ (
      at.map((place, axis) => Math.max(0, Math.min(PAD, place + STEP * by[axis])))
    );
    if (isDown) onLine([[before, at]], show());
    else onMove(show());
  }

  function turn() {
    isDown = !isDown;
    if (isDown) {
      onBegin();
      onLine([[at, at]], `Pen down, ${show()}`);
    } else {
      onEnd();
      onMove(`Pen up, ${show()}`);
    }
  }

  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) move(MOVES[event.key]);
    else if (event.key === " " || event.key === "Enter") turn();
    else return;
    event.preventDefault();
  });
  show();
  return () => {
    isDown = false;
    show();
  };
}
