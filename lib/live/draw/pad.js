// The pad: ink by mouse, finger, pen or keyboard.
import { PAD, stroke } from "./centring.js";
import { element } from "../kit/dom.js";

const STEP = 10; // pixels that a key moves the cursor
// The keys around the 5 of a numeric pad: rows, columns.
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

// help: the id of the element that explains the keys.
// onInk(ink, text): the ink changed; with a text, which says where the cursor is, by keyboard, and
// with "" when a stroke has ended. onMove(text): the cursor moved, or the pen, without ink.
export function makePad({ help, onInk, onMove }) {
  const canvas = element("canvas", { width: PAD, height: PAD });
  const cursor = element("div", { class: "cursor" });
  const pad = element(
    "div",
    {
      class: "pad",
      tabindex: 0,
      role: "application",
      "aria-label": "drawing pad",
      "aria-describedby": help,
    },
    canvas,
    cursor,
  );
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let ink = new Float32Array(PAD * PAD);
  let last = null; // where the pointer was, while it draws
  let at = [PAD / 2, PAD / 2]; // the cursor of the keyboard
  let isDown = false;

  function show() {
    const pixels = pen.createImageData(PAD, PAD);
    const words = new Uint32Array(pixels.data.buffer); // a pixel each: opaque, then three greys
    ink.forEach((value, k) => {
      words[k] = 0xff_00_00_00 | (0x01_01_01 * Math.round(255 * value));
    });
    pen.putImageData(pixels, 0, 0);
  }

  function inkTo(from, to, text) {
    stroke(ink, from, to);
    show();
    onInk(ink, text);
  }

  function find(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const scale = (offset, length) => Math.max(0, Math.min(PAD, (offset / length) * PAD));
    return [scale(event.clientY - top, height), scale(event.clientX - left, width)];
  }

  function drawTo(event) {
    // what the browser has gathered since the last event, so that quick strokes stay round
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.slice(0, -1)) {
      stroke(ink, last, find(each));
      last = find(each);
    }
    const to = find(event);
    inkTo(last, to);
    last = to;
  }

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    last = find(event);
    inkTo(last, last);
  });
  pad.addEventListener("pointermove", (event) => last && drawTo(event));
  for (const name of ["pointerup", "pointercancel"]) {
    pad.addEventListener(name, () => {
      if (last) onInk(ink, "");
      last = null;
    });
  }

  function moveCursor() {
    cursor.style.top = `${(100 * at[0]) / PAD}%`;
    cursor.style.left = `${(100 * at[1]) / PAD}%`;
    cursor.classList.toggle("down", isDown);
    return `row ${at[0] / STEP}, column ${at[1] / STEP} of ${PAD / STEP}`;
  }

  pad.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      const before = at;
      at = at.map((place, axis) => Math.max(0, Math.min(PAD, place + STEP * move[axis])));
      const text = moveCursor();
      if (isDown) inkTo(before, at, text);
      else onMove(text);
    } else if (event.key === " " || event.key === "Enter") {
      isDown = !isDown;
      const text = moveCursor();
      if (isDown) inkTo(at, at, `Pen down, ${text}`);
      else onMove(`Pen up, ${text}`);
    } else return;
    event.preventDefault();
  });
  moveCursor();

  return {
    element: pad,
    set(wanted = new Float32Array(PAD * PAD)) {
      ink = wanted;
      isDown = false;
      moveCursor();
      show();
      onInk(ink, "");
    },
  };
}
